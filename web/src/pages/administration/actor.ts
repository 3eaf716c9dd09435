/** Whoever acted, as the audit log writes them: `user:<name>`, `guest:<id>`, `agent:<id>`, `peer:<title>`, `operator`, `server` or `anonymous`. */

const NAMED = ['user', 'guest', 'agent', 'peer'] as const;
const NAMELESS = ['operator', 'server', 'anonymous'] as const;

export interface Actor {
  /** `other`: of a kind this page does not know; `name` is then the whole text. */
  readonly kind: (typeof NAMED)[number] | (typeof NAMELESS)[number] | 'other';
  readonly name: string;
}

export function actorOf(actor: string): Actor {
  const nameless = NAMELESS.find((kind) => kind === actor);
  if (nameless !== undefined) {
    return { kind: nameless, name: '' };
  }
  const named = NAMED.find((kind) => actor.startsWith(`${kind}:`));
  return named === undefined ? { kind: 'other', name: actor } : { kind: named, name: actor.slice(named.length + 1) };
}
