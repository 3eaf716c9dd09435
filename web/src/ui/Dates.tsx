/** What calendars below it need: their style, the page's language and plain weekends. */
import '@mantine/dates/styles.layer.css';
import 'dayjs/locale/zh-cn';
import { DatesProvider } from '@mantine/dates';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toLanguage } from '../i18n/i18n';

export function Dates({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation();
  return (
    <DatesProvider settings={{ locale: toLanguage(i18n.language) === 'en' ? 'en' : 'zh-cn', weekendDays: [] }}>
      {children}
    </DatesProvider>
  );
}
