/** What this viewer wants to see of the screening, remembered on this computer for every console. */
import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';
import type { Kind } from './kinds';

interface ScreeningPreferences {
  readonly hidden: ReadonlySet<Kind>;
  readonly show: (kinds: readonly Kind[], shown: boolean) => void;
  readonly exact: boolean;
  readonly setExact: (exact: boolean) => void;
}

export function useScreeningPreferences(): ScreeningPreferences {
  const [hidden, setHidden] = useLocalStorage<readonly Kind[]>({ key: 'consilium.screening.hidden', defaultValue: [], getInitialValueInEffect: false });
  const [exact, setExact] = useLocalStorage({ key: 'consilium.screening.exact', defaultValue: false, getInitialValueInEffect: false });
  return useMemo(
    () => ({
      hidden: new Set(hidden),
      show: (kinds, shown) => setHidden(shown ? hidden.filter((kind) => !kinds.includes(kind)) : [...new Set([...hidden, ...kinds])]),
      exact,
      setExact,
    }),
    [hidden, setHidden, exact, setExact],
  );
}
