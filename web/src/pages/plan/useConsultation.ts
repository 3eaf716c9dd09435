/** A consultation, asked for again whenever the server tells that something has changed. */
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { type Consultation, fetchConsultation } from '../../api/consultations';
import { useServices } from '../../app/services';
import { type Answer, useAnswer } from '../../ui/useAnswer';

export function useConsultation(id: string): Answer<Consultation> {
  const { consultations: feed } = useServices();
  const { value: news } = useSyncExternalStore(feed.subscribe, feed.getSnapshot);
  const answer = useAnswer(useCallback((signal: AbortSignal) => fetchConsultation(id, signal), [id]));
  const { reload } = answer;
  useEffect(() => reload(), [reload, news]);
  return answer;
}
