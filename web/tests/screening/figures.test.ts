import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { screeningZhCN } from '../../src/i18n/screening.zh-CN';
import { figuresOf, rowsOf } from '../../src/screening/figures';
import type { Finding } from '../../src/screening/wire';

const DETECTORS = new URL('../../../analysis/', import.meta.url);

/** They say why a check of the signal spoke, and mean nothing to a viewer. */
const UNNAMED = ['aspect', 'comb', 'rows', 'scan', 'uniform'];

function found(kind: Finding['kind'], measures: Finding['measures']): Finding {
  return { kind, score: 1, outline: [], closed: true, label: '', measures };
}

test('what is measured of both sides is one row, the right one first', () => {
  expect(
    rowsOf([
      ['area', 900, 'px2'],
      ['mean-left', 31, '%'],
      ['mean-right', 34, '%'],
    ]),
  ).toEqual([
    { name: 'area', unit: 'px2', values: [900] },
    { name: 'mean', unit: '%', values: [34, 31] },
  ]);
});

test('only what a picture has once is told in figures', () => {
  const brain = found('brain', [['area', 900, 'px2']]);
  const vessel = found('vessel', [['length', 90, 'px']]);
  expect(figuresOf([brain, vessel])).toEqual([{ kind: 'brain', rows: [{ name: 'area', unit: 'px2', values: [900] }] }]);
});

test('each measure of the detectors has a name, or is none for viewers', () => {
  const sources = readdirSync(DETECTORS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.py'));
  const told = sources.flatMap((name) => [...readFileSync(new URL(name, DETECTORS), 'utf8').matchAll(/(?:Measure|_length)\(f?"([a-z-]+?)(?:-\{side\})?"/g)].map((match) => match[1]));
  expect(new Set(told)).toEqual(new Set([...Object.keys(screeningZhCN.measure), ...UNNAMED]));
});
