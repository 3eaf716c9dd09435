/** What somebody may do, as the server tells it; the table itself is `core/rights.py`. */
import * as v from 'valibot';

const RIGHTS = [
  'see',
  'hear',
  'speak',
  'camera',
  'screen',
  'point',
  'chat',
  'annotate',
  'present',
  'admit',
  'moderate',
  'record',
  'names',
  'start',
  'answer',
  'read-own',
  'read-all',
  'write-own',
  'administer',
] as const;

export type Right = (typeof RIGHTS)[number];

function isKnown(right: string): right is Right {
  return (RIGHTS as readonly string[]).includes(right);
}

/** Rights this page has no use for are left out. */
export const Rights = v.pipe(
  v.array(v.string()),
  v.transform((rights) => rights.filter(isKnown)),
);
