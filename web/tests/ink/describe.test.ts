import type { TFunction } from 'i18next';
import { expect, test } from 'vitest';
import type { PlacedMark } from '../../src/board/markIndex';
import { describeMark } from '../../src/ink/describe';
import { SLICE } from './surfaces';

const t = ((key: string, values?: { value: string }) => (values === undefined ? key : `${key} ${values.value}`)) as unknown as TFunction;

const ELLIPSE: PlacedMark = {
  ...{ id: 'm', tool: 'ellipse', target: SLICE, points: [[0, 0], [9, 9]], label: '梗死灶', author: 'ann', authorName: '安医生', at: 0, stays: true },
  measured: [
    { kind: 'area', value: 1446.24, unit: 'mm2' },
    { kind: 'mean', value: 23.97, unit: "[hnsf'U]" },
    { kind: 'deviation', value: 8.125, unit: "[hnsf'U]" },
  ],
};

test('a region is labelled with its name, its area and its values', () => {
  expect(describeMark(t, ELLIPSE, false).lines).toEqual(['梗死灶', '1446.2 mm²', 'ink.value.mean 24 HU', 'ink.value.deviation 8.1 HU']);
});

test('what is measured at the detector says so, its values do not', () => {
  expect(describeMark(t, ELLIPSE, true).lines).toEqual(['梗死灶', '1446.2 mm² *', 'ink.value.mean 24 HU', 'ink.value.deviation 8.1 HU']);
});

test('its name for screen readers tells what it is, whose, and what it measures', () => {
  expect(describeMark(t, ELLIPSE, false)).toMatchObject({ title: 'ink.mark.ellipse · 安医生 · 1446.2 mm², 24 HU, 8.1 HU', measured: '1446.2 mm², 24 HU, 8.1 HU', owner: '安医生' });
});

test('an arrow without a name has no label', () => {
  expect(describeMark(t, { ...ELLIPSE, tool: 'arrow', label: '', measured: [] }, false).lines).toEqual([]);
});
