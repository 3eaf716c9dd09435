/** What this viewer wants to see of the screening, remembered on this computer for every console. */
import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';
import type { Kind } from './kinds';

interface ScreeningPreferences {
  readonly hidden: ReadonlySet<Kind>;
  readonly show: (kind: Kind, shown: boolean) => void;
  readonly exact: boolean;
  readonly setExact: (exact: boolean) => void;
}

export function useScreeningPreferences(): ScreeningPreferences {
  const [hidden, setHidden] = useLocalStorage<readonly Kind[]>({ key: 'consilium.screening.hidden', defaultValue: [], getInitialValueInEffect: false });
  const [exact, setExact] = useLocalStorage({ key: 'consilium.screening.exact', defaultValue: false, getInitialValueInEffect: false });
  return useMemo(
    () => ({
      hidden: new Set(hidden),
      show: (kind, shown) => setHidden(shown ? hidden.filter((one) => one !== kind) : [...hidden, kind]),
      exact,
      setExact,
    }),
    [hidden, setHidden, exact, setExact],
  );
}
