/** Who is on the board and whose hand is up, without the pointers: those move with every frame, and the list of people must not. */
import type { PresenceState } from '../../../board/presence';
import type { Presence } from '../../../board/schema';
import { Store } from '../../../viewer/store';

export type Attendance = Pick<Presence, 'id' | 'name' | 'organisation' | 'hand'>;

interface PresenceSource {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => PresenceState;
}

/** Oneself first; the same list until somebody comes or goes, or a hand goes up or down. */
export class Roll extends Store<readonly Attendance[]> {
  readonly #stop: () => void;

  constructor(presence: PresenceSource) {
    super(attendancesOf(presence));
    this.#stop = presence.subscribe(() => {
      const now = attendancesOf(presence);
      if (!sameRoll(this.getSnapshot(), now)) {
        this.set(now);
      }
    });
  }

  dispose(): void {
    this.#stop();
  }
}

function attendancesOf({ getSnapshot }: PresenceSource): readonly Attendance[] {
  const { mine, others } = getSnapshot();
  return [mine, ...others].map(({ id, name, organisation, hand }) => ({ id, name, organisation, hand }));
}

function sameRoll(before: readonly Attendance[], now: readonly Attendance[]): boolean {
  return before.length === now.length && before.every(({ id, hand }, index) => id === now[index]?.id && hand === now[index]?.hand);
}
