/** Whether the person signed in may do something, wherever in the house. */
import type { Right } from '../api/rights';
import { useUser } from './useSession';

export function useMay(right: Right): boolean {
  return useUser()?.rights.includes(right) ?? false;
}
