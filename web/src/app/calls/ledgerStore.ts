/** Keeps the ledger of calls for all tabs of this browser: what is answered in one no longer rings in the others. */
import * as v from 'valibot';
import { type Ledger, NOTHING_DONE } from './callLedger';

const KEY = 'consilium.calls';

const KeptLedger = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ settled: v.array(v.string()), silenced: v.array(v.string()) }),
);

/** A store for `useSyncExternalStore`. */
export class LedgerStore {
  readonly #listeners = new Set<() => void>();
  #ledger: Ledger = kept(localStorage.getItem(KEY));

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      window.addEventListener('storage', this.#fromOtherTab);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        window.removeEventListener('storage', this.#fromOtherTab);
      }
    };
  };

  readonly getSnapshot = (): Ledger => this.#ledger;

  change(edit: (ledger: Ledger) => Ledger): void {
    const changed = edit(this.#ledger);
    if (changed !== this.#ledger) {
      localStorage.setItem(KEY, JSON.stringify(changed));
      this.#take(changed);
    }
  }

  readonly #fromOtherTab = (event: StorageEvent): void => {
    if (event.key === KEY) {
      this.#take(kept(event.newValue));
    }
  };

  #take(ledger: Ledger): void {
    this.#ledger = ledger;
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/** What is damaged or of an older page counts as nothing done: rather ring once more. */
function kept(text: string | null): Ledger {
  const result = v.safeParse(KeptLedger, text);
  return result.success ? result.output : NOTHING_DONE;
}
