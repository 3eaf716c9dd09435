/** The consultation's room. */
import { useCallback } from 'react';
import { useParams } from 'react-router';
import { fetchConsultation } from '../../api/consultations';
import { useAnswer } from '../../ui/useAnswer';

export function ConsultationPage() {
  const { consultation: id = '' } = useParams();
  const { value } = useAnswer(useCallback((signal: AbortSignal) => fetchConsultation(id, signal), [id]));
  return <main data-testid="consultation-room">{value?.title}</main>;
}
