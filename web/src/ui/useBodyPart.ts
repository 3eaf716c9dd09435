/** Names a DICOM body part (PS3.16 Annex L) in the page's language. */
import { useTranslation } from 'react-i18next';
import { archiveZhCN } from '../i18n/archive.zh-CN';

type KnownPart = keyof typeof archiveZhCN.bodyPart;

/** Terms this page has no word for are shown as they are. */
export function useBodyPart(): (term: string) => string {
  const { t } = useTranslation();
  return (term) => (isKnown(term) ? t(`archive.bodyPart.${term}`) : term);
}

function isKnown(term: string): term is KnownPart {
  return Object.hasOwn(archiveZhCN.bodyPart, term);
}
