/** What the parts of a planned consultation's page are given. */
import type { Consultation } from '../../api/consultations';

export interface PlannedPartProps {
  readonly consultation: Consultation;
  /** Whether this person may change it. */
  readonly editable: boolean;
  readonly onChanged: () => void;
}
