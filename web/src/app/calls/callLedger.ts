/** Calls for help that this person is shown: which there are, which they have dealt with, and whether it rings. */
import type { Brief } from '../../api/consultations';

/** What a person has done about calls, by the consultation's id. */
export interface Ledger {
  /** Answered or put away: not shown again. */
  readonly settled: readonly string[];
  /** Still shown, without the sound. */
  readonly silenced: readonly string[];
}

export interface Calls {
  /** Longest waiting first. */
  readonly calls: readonly Brief[];
  readonly ringing: boolean;
}

export const NOTHING_DONE: Ledger = { settled: [], silenced: [] };

const NO_CALLS: Calls = { calls: [], ringing: false };

/** @param person id of whoever is called; nobody is called by themselves */
export function callsFor(person: string, consultations: readonly Brief[], ledger: Ledger): Calls {
  const calls = consultations
    .filter(({ id, urgent, state, host }) => urgent && state === 'open' && host.id !== person && !ledger.settled.includes(id))
    .sort((one, other) => (one.opened_at ?? '').localeCompare(other.opened_at ?? ''));
  if (calls.length === 0) {
    return NO_CALLS;
  }
  return { calls, ringing: calls.some(({ id }) => !ledger.silenced.includes(id)) };
}

export function settle(ledger: Ledger, consultation: string): Ledger {
  return { ...ledger, settled: withOne(ledger.settled, consultation) };
}

export function silence(ledger: Ledger, consultations: readonly string[]): Ledger {
  return { ...ledger, silenced: consultations.reduce(withOne, ledger.silenced) };
}

/** Without what is no longer listed, so that the ledger does not grow for ever. */
export function forgetGone(ledger: Ledger, consultations: readonly Brief[]): Ledger {
  const here = new Set(consultations.filter(({ state }) => state === 'open').map(({ id }) => id));
  const settled = ledger.settled.filter((id) => here.has(id));
  const silenced = ledger.silenced.filter((id) => here.has(id));
  const same = settled.length === ledger.settled.length && silenced.length === ledger.silenced.length;
  return same ? ledger : { settled, silenced };
}

function withOne(list: readonly string[], id: string): readonly string[] {
  return list.includes(id) ? list : [...list, id];
}
