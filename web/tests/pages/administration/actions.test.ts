import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACTIONS } from '../../../src/pages/administration/actions';
import { actorOf } from '../../../src/pages/administration/actor';

const SERVER = new URL('../../../../core/audit.py', import.meta.url);

test('everything that the server audits has a name on the page', () => {
  const source = readFileSync(SERVER, 'utf8');
  const audited = source.slice(source.indexOf('class Action('), source.indexOf('class Event'));
  const actions = [...audited.matchAll(/^ {4}[A-Z_]+ = "([a-z.-]+)"$/gm)].map((match) => match[1] as string);
  expect(actions.length).toBeGreaterThan(40);
  expect([...ACTIONS].sort()).toEqual(actions.sort());
});

test.each([
  ['user:wang', { kind: 'user', name: 'wang' }],
  ['guest:ab12', { kind: 'guest', name: 'ab12' }],
  ['operator', { kind: 'operator', name: '' }],
  ['server', { kind: 'server', name: '' }],
  ['anonymous', { kind: 'anonymous', name: '' }],
  ['users', { kind: 'other', name: 'users' }],
])('the actor %s is read', (actor, expected) => {
  expect(actorOf(actor)).toEqual(expected);
});
