/** "F · 58 y" in the page's language. */
import { useTranslation } from 'react-i18next';
import { archiveZhCN } from '../i18n/archive.zh-CN';
import { ageAtStudy } from './patientAge';

type KnownSex = keyof typeof archiveZhCN.study.sex;

interface Patient {
  readonly sex: string;
  readonly birth_date: string;
  readonly study_date: string;
}

/** What is unknown is left out. */
export function useSexAndAge(): (patient: Patient) => string {
  const { t } = useTranslation();
  return ({ sex, birth_date, study_date }) => {
    const age = ageAtStudy(birth_date, study_date);
    const words = [
      isKnown(sex) ? t(`archive.study.sex.${sex}`) : '',
      age && t(`archive.study.${age.unit}`, { count: age.count }),
    ];
    return words.filter(Boolean).join(' · ');
  };
}

function isKnown(sex: string): sex is KnownSex {
  return Object.hasOwn(archiveZhCN.study.sex, sex);
}
