/** Says what went wrong with a request, and what to do. */
import { useTranslation } from 'react-i18next';
import { assertApiError } from '../api/http';

/** Throws on what is not the server's doing. */
export function useServerProblem(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    assertApiError(error);
    return error.status === 0 ? t('archive.problem.network') : t('archive.problem.action', { reason: error.message });
  };
}
