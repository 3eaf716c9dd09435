/** What is said of an answer that let nobody in. */
import { expect, test } from 'vitest';
import { entryProblem } from '../../src/api/entryProblem';
import { ApiError } from '../../src/api/http';

test.each([
  [401, 'refused'],
  [429, 'tooMany'],
  [503, 'unreachable'],
  [0, 'unreachable'],
  [500, 'failed'],
] as const)('the answer %i is said as %s', (status, kind) => {
  expect(entryProblem(new ApiError(status, '', '')).kind).toBe(kind);
});

test('what failed is said with the server’s reason', () => {
  expect(entryProblem(new ApiError(500, '', 'the disk is full'))).toEqual({ kind: 'failed', reason: 'the disk is full' });
});

test('what is no answer of the server is nobody’s problem at the door', () => {
  expect(() => entryProblem(new TypeError('oops'))).toThrow('oops');
});
