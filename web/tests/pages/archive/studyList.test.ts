import { expect, test } from 'vitest';
import type { Study, StudyPage } from '../../../src/api/archive';
import {
  anchorBefore,
  comeBefore,
  EMPTY_LIST,
  firstPage,
  type StudyList,
  TOP,
  withFreshPage,
  withNextPage,
} from '../../../src/pages/archive/studies/studyList';

function study(uid: string, instances = 1): Study {
  return {
    study_uid: uid,
    patient_name: '',
    patient_id: '',
    birth_date: '',
    sex: '',
    study_date: '',
    study_time: '',
    description: '',
    accession_number: '',
    modalities: [],
    body_parts: [],
    series_count: 1,
    instance_count: instances,
    bytes: 1,
    verdict: 'passed',
    organisation: { id: 'a', name: 'A' },
    updated_at: '',
  };
}

/** Each letter is a study; the cursor of the next page is "after" its last one. */
function page(letters: string, more = true): StudyPage {
  return { studies: [...letters].map((uid) => study(uid)), next: more ? `after ${letters.at(-1)}` : null };
}

function letters(list: StudyList): string {
  return list.studies.map(({ study_uid }) => study_uid).join('');
}

const TWO_PAGES = withNextPage(firstPage(page('abc')), page('def'));

test('pages follow one another', () => {
  expect(letters(TWO_PAGES)).toBe('abcdef');
  expect(TWO_PAGES.next).toBe('after f');
  expect(letters(withNextPage(TWO_PAGES, page('gh', false)))).toBe('abcdefgh');
});

test('a study that moved to a later page is not listed twice', () => {
  expect(letters(withNextPage(firstPage(page('abc')), page('cde')))).toBe('abcde');
});

test('studies that came are put in front, and nothing that was loaded is lost', () => {
  const list = withFreshPage(TWO_PAGES, TOP, page('xya'));
  expect(letters(list)).toBe('xyabcdef');
  expect(list.next).toBe('after f');
});

test('what changed is taken over in place', () => {
  const fresh = { studies: [study('a', 7), study('b'), study('c')], next: 'after c' };
  const list = withFreshPage(TWO_PAGES, TOP, fresh);
  expect(letters(list)).toBe('abcdef');
  expect(list.studies[0]?.instance_count).toBe(7);
});

test('a study that has gone leaves the list', () => {
  expect(letters(withFreshPage(TWO_PAGES, TOP, page('acd')))).toBe('acdef');
});

test('a study that got another date is listed at its new place only', () => {
  expect(letters(withFreshPage(TWO_PAGES, TOP, page('eab')))).toBe('eabcdf');
});

test('when more came than a page holds, the list begins anew instead of hiding a gap', () => {
  const list = withFreshPage(TWO_PAGES, TOP, page('xyz'));
  expect(letters(list)).toBe('xyz');
  expect(list.next).toBe('after z');
  expect(list.anchors).toEqual([TOP]);
});

test('the last page ends the list', () => {
  const list = withFreshPage(TWO_PAGES, TOP, page('ab', false));
  expect(letters(list)).toBe('ab');
  expect(list.next).toBeNull();
});

test('rows far down are refreshed from the page they are on', () => {
  const anchor = anchorBefore(TWO_PAGES, 4);
  expect(anchor).toEqual({ cursor: 'after c', after: 'c' });
  expect(letters(withFreshPage(TWO_PAGES, anchor, page('dxe')))).toBe('abcdxef');
  expect(anchorBefore(TWO_PAGES, 2)).toEqual(TOP);
});

test('an anchor still holds after studies came above it', () => {
  const list = withFreshPage(TWO_PAGES, TOP, page('xya'));
  expect(anchorBefore(list, 5)).toEqual({ cursor: 'after c', after: 'c' });
  expect(anchorBefore(list, 4)).toEqual(TOP);
});

test('an empty list takes what comes', () => {
  expect(letters(withFreshPage(EMPTY_LIST, TOP, page('ab', false)))).toBe('ab');
});

test('how far a row moved down is known', () => {
  const list = withFreshPage(TWO_PAGES, TOP, page('xya'));
  expect(comeBefore(TWO_PAGES, list, 'd')).toBe(2);
  expect(comeBefore(TWO_PAGES, TWO_PAGES, 'd')).toBe(0);
  expect(comeBefore(TWO_PAGES, list, 'unknown')).toBe(0);
});

test('a list of thousands, refreshed while it is scrolled, keeps its order and every study once', () => {
  const server = Array.from({ length: 3000 }, (_, index) => String(index));
  const ask = (from: number): StudyPage => ({
    studies: server.slice(from, from + 100).map((uid) => study(uid)),
    next: from + 100 < server.length ? String(from + 100) : null,
  });
  let list = firstPage(ask(0));
  for (let round = 0; list.next !== null; round += 1) {
    server.unshift(`new ${round}`);
    list = withFreshPage(list, TOP, ask(0));
    const last = list.studies.at(-1)?.study_uid as string;
    list = withNextPage(list, ask(server.indexOf(last) + 1));
  }
  expect(list.studies.map(({ study_uid }) => study_uid)).toEqual(server);
});
