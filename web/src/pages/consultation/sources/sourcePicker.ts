/** Opens the choice of sources for a cell. */
import { createContext, useContext } from 'react';

export const SourcePickerContext = createContext<((at: number) => void) | null>(null);

export function useSourcePicker(): (at: number) => void {
  const pick = useContext(SourcePickerContext);
  if (pick === null) {
    throw new Error('useSourcePicker needs a SourcePickerContext above it');
  }
  return pick;
}
