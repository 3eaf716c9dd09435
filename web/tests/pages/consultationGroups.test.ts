import { expect, test } from 'vitest';
import type { Brief } from '../../src/api/consultations';
import { groupConsultations } from '../../src/pages/home/consultationGroups';

function consultation(id: string, state: Brief['state'], moment: string, urgent = false): Brief {
  return {
    id,
    title: id,
    state,
    urgent,
    host: { id: 'h', name: '', organisation: '' },
    planned_for: state === 'planned' ? moment : null,
    opened_at: state === 'open' ? moment : null,
    closed_at: state === 'closed' ? moment : null,
    consoles: [],
    studies: 0,
    present: 0,
    guests_waiting: 0,
    summary: false,
    console_room: null,
  };
}

test('calls for help stand first, then what began last; the next appointment, and what ended last', () => {
  const groups = groupConsultations([
    consultation('old', 'open', '2026-01-02T08:00:00Z'),
    consultation('friday', 'planned', '2026-01-09T08:00:00Z'),
    consultation('new', 'open', '2026-01-02T09:00:00Z'),
    consultation('help', 'open', '2026-01-02T07:00:00Z', true),
    consultation('before', 'closed', '2026-01-01T08:00:00Z'),
    // The same moment comes in any time zone.
    consultation('monday', 'planned', '2026-01-05T23:00:00+08:00'),
    consultation('lately', 'closed', '2026-01-01T20:00:00Z'),
  ]);
  const ids = (list: readonly Brief[]) => list.map(({ id }) => id);
  expect(ids(groups.now)).toEqual(['help', 'new', 'old']);
  expect(ids(groups.planned)).toEqual(['monday', 'friday']);
  expect(ids(groups.closed)).toEqual(['lately', 'before']);
});
