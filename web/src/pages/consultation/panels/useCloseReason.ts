/** Says why the server closed the board's line, and what to do. */
import { useTranslation } from 'react-i18next';
import { CLOSE } from '../../../board/closeCodes';

const REASONS = {
  [CLOSE.signedOut]: 'signedOut',
  [CLOSE.notAdmitted]: 'notAdmitted',
  [CLOSE.noConsultation]: 'noConsultation',
  [CLOSE.over]: 'over',
  [CLOSE.tooLarge]: 'tooLarge',
  [CLOSE.tooFast]: 'tooFast',
  [CLOSE.cannotKeep]: 'cannotKeep',
} as const;

/** In the page's language; null where nothing needs to be said. */
export function useCloseReason(code: number | null): string | null {
  const { t } = useTranslation();
  const reason = code === null ? undefined : (REASONS as Readonly<Record<number, (typeof REASONS)[keyof typeof REASONS]>>)[code];
  return reason === undefined ? null : t(`board.connection.code.${reason}`);
}
