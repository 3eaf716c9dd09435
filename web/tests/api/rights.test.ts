import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { Rights } from '../../src/api/rights';

const TABLE = new URL('../../../core/rights.py', import.meta.url);

test('the page knows every right of the server’s table', () => {
  const told = [...readFileSync(TABLE, 'utf8').matchAll(/^ {4}[A-Z_]+ = "([a-z-]+)"$/gm)].map((match) => match[1]);
  expect(told.length).toBeGreaterThan(10);
  expect(v.parse(Rights, told)).toEqual(told);
});

test('a right of a newer server is passed over', () => {
  expect(v.parse(Rights, ['see', 'fly'])).toEqual(['see']);
});
