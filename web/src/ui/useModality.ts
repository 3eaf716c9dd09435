/** Names a DICOM modality code in the page's language. */
import { useTranslation } from 'react-i18next';
import { zhCN } from '../i18n/zh-CN';

type KnownModality = keyof typeof zhCN.modality;

/** Codes this page has no word for are shown as they are. */
export function useModality(): (code: string) => string {
  const { t } = useTranslation();
  return (code) => (isKnown(code) ? t(`modality.${code}`) : code);
}

function isKnown(code: string): code is KnownModality {
  return Object.hasOwn(zhCN.modality, code);
}
