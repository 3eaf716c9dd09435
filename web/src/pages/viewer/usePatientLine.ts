/** The patient and the study in one line. */
import type { StudyDetails } from '../../api/archive';
import { writtenDate } from '../../ui/dicomDate';
import { usePatientName } from '../../ui/usePatientName';
import { useSexAndAge } from '../../ui/useSexAndAge';

export interface PatientLine {
  readonly name: string;
  /** Sex, age, id, date and description, as far as they are known. */
  readonly rest: string;
}

export function usePatientLine(study: StudyDetails): PatientLine {
  const patientName = usePatientName();
  const sexAndAge = useSexAndAge();
  const parts = [sexAndAge(study), study.patient_id, writtenDate(study.study_date), study.description];
  return { name: patientName(study.patient_name).first, rest: parts.filter((part) => part !== '').join(' · ') };
}
