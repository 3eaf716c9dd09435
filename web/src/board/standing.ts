/** Whether a finding stands, by what the others say to it. */
import type { Vote } from './schema';

export type Standing = 'pending' | 'confirmed' | 'disputed';

/** As many besides its author make a finding the opinion of the room. */
const CONFIRMING = 2;

/** @param votes by attendee id */
export function standingOf({ author, votes }: { readonly author: string; readonly votes: ReadonlyMap<string, Vote> }): Standing {
  if (votersFor(votes, 'dispute').length > 0) {
    return 'disputed';
  }
  const others = [...votes].filter(([attendee, { says }]) => says === 'agree' && attendee !== author);
  return others.length >= CONFIRMING ? 'confirmed' : 'pending';
}

/** Names, in the order they voted. */
export function votersFor(votes: ReadonlyMap<string, Vote>, says: Vote['says']): readonly string[] {
  return [...votes.values()]
    .filter((vote) => vote.says === says)
    .sort((one, other) => one.at - other.at)
    .map(({ name }) => name);
}
