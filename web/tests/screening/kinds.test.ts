import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { familyOf, KINDS, kindsOf } from '../../src/screening/kinds';

test('the kinds are those of the detectors', () => {
  const source = readFileSync(new URL('../../../analysis/findings.py', import.meta.url), 'utf8');
  const told = [...source.matchAll(/^ {4}[A-Z_]+ = "([a-z-]+)"$/gm)].map((match) => match[1]);
  expect([...KINDS].sort()).toEqual(told.sort());
});

test('a detector finds the kinds of its family, a model of its own name too', () => {
  expect(kindsOf('head-ct').every((kind) => familyOf(kind) === 'head-ct')).toBe(true);
  expect(kindsOf('model:lesions')).toEqual(['model']);
  expect(kindsOf('unknown')).toEqual([]);
});
