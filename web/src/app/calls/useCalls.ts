/** The calls for help that this person is shown, and what they can do about them. */
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useLocation } from 'react-router';
import type { Brief } from '../../api/consultations';
import { useServices } from '../services';
import { callsFor, forgetGone, settle, silence } from './callLedger';
import { LedgerStore } from './ledgerStore';

interface ShownCalls {
  readonly calls: readonly Brief[];
  readonly ringing: boolean;
  /** Takes a call off the screen: it was answered, or is left to others. */
  readonly settle: (consultation: string) => void;
  /** Ends the sound of the calls that are shown now. */
  readonly silence: () => void;
}

export function useCalls(person: string): ShownCalls {
  const { consultations: feed } = useServices();
  const { value: consultations } = useSyncExternalStore(feed.subscribe, feed.getSnapshot);
  const [store] = useState(() => new LedgerStore());
  const ledger = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const { calls, ringing } = useMemo(
    () => callsFor(person, consultations ?? [], ledger),
    [person, consultations, ledger],
  );

  useEffect(() => {
    if (consultations !== null) {
      store.change((kept) => forgetGone(kept, consultations));
    }
  }, [store, consultations]);

  // Whoever goes there, by whatever way, has answered.
  const { pathname } = useLocation();
  const inside = calls.find(({ id }) => pathname === `/consultation/${id}`)?.id;
  useEffect(() => {
    if (inside !== undefined) {
      store.change((kept) => settle(kept, inside));
    }
  }, [store, inside]);

  return {
    calls: calls.filter(({ id }) => id !== inside),
    ringing,
    settle: (consultation) => store.change((kept) => settle(kept, consultation)),
    silence: () => store.change((kept) => silence(kept, calls.map(({ id }) => id))),
  };
}
