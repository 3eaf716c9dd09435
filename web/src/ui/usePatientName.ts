/** Writes a patient's name the way readers of the page's language expect it. */
import { useTranslation } from 'react-i18next';
import { toLanguage } from '../i18n/i18n';
import { type WrittenName, writtenName } from './patientName';

export function usePatientName(): (raw: string) => WrittenName {
  const { i18n } = useTranslation();
  const ideographicFirst = toLanguage(i18n.language) === 'zh-CN';
  return (raw) => writtenName(raw, ideographicFirst);
}
