/** Why the server takes nothing more, and what to do about it. */
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../../api/http';

const REASONS = { 401: 'signed-out', 403: 'not-allowed', 507: 'full' } as const;

export function useStopReason(): (problem: ApiError) => string {
  const { t } = useTranslation();
  return ({ status, message }) =>
    isKnown(status)
      ? t(`archive.upload.stopped.${REASONS[status]}`)
      : t('archive.upload.stopped.other', { reason: message });
}

function isKnown(status: number): status is keyof typeof REASONS {
  return Object.hasOwn(REASONS, status);
}
