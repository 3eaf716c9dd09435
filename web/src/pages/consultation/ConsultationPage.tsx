/** One consultation: its lobby, its room, and what is left of it once it is over. */
import { useParams } from 'react-router';
import { Splash } from '../../app/Splash';
import { ConsultationProblem } from './ConsultationProblem';
import { useConsultation } from './useConsultation';
import { Visit } from './Visit';

export function ConsultationPage() {
  const { consultation: id = '' } = useParams();
  const { state, update, reload } = useConsultation(id);
  switch (state.status) {
    case 'there':
      return <Visit key={state.consultation.id} consultation={state.consultation} update={update} reload={reload} />;
    case 'failed':
      return <ConsultationProblem error={state.error} />;
    default:
      return <Splash serverAway={state.status === 'unreachable'} />;
  }
}
