/** Whether the active stack can be shown as a volume, by the server's word on its geometry. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/http';
import { useServices } from '../../app/services';
import { planeOf, type Stack } from '../../viewer/frames';
import { fetchGeometry } from '../../viewer/seriesGeometry';
import { useActiveView } from './useActiveView';

/** Why not, as far as there are words for it. */
export const REASONS = ['gap', 'tilt', 'orientation', 'missing-position', 'duplicate-position', 'size', 'other'] as const;

export type ReasonCode = (typeof REASONS)[number];

export type Reconstruction =
  | { readonly status: 'checking' }
  | { readonly status: 'possible'; readonly stack: Stack }
  | { readonly status: 'refused'; readonly reasons: readonly { readonly code: ReasonCode; readonly detail: string }[] }
  | { readonly status: 'unavailable'; readonly text: string };

const FEWEST_SLICES = 4;

export function useReconstruction(): Reconstruction {
  const { t } = useTranslation();
  const { session: signedIn } = useServices();
  const view = useActiveView();
  const stack = view?.stack ?? null;
  const [answer, setAnswer] = useState<Reconstruction>({ status: 'checking' });
  useEffect(() => {
    setAnswer({ status: 'checking' });
    if (stack === null) {
      return undefined;
    }
    const abort = new AbortController();
    fetchGeometry(stack.seriesUid, abort.signal).then(
      ({ regular, reasons }) => {
        setAnswer(regular ? { status: 'possible', stack } : { status: 'refused', reasons: reasons.map(({ code, detail }) => ({ code: known(code), detail })) });
      },
      (error: unknown) => {
        if (!abort.signal.aborted && error instanceof ApiError && error.status === 401) {
          signedIn.expire();
        } else if (!abort.signal.aborted) {
          setAnswer({ status: 'unavailable', text: t('viewer.mode.unavailable', { reason: error instanceof ApiError ? error.message : String(error) }) });
        }
      },
    );
    return () => abort.abort();
  }, [stack, signedIn, t]);
  if (stack !== null && stack.frames.length < FEWEST_SLICES) {
    return { status: 'unavailable', text: t('viewer.mode.tooFew') };
  }
  if (stack !== null && stack.frames.some((frame) => planeOf(frame) === null)) {
    return { status: 'unavailable', text: t('viewer.mode.noSlices') };
  }
  return answer;
}

function known(code: string): ReasonCode {
  return REASONS.find((reason) => reason === code) ?? 'other';
}
