/** Switches between Chinese and English in place. Each language is named in itself. */
import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { switchLanguage, toLanguage } from '../i18n/i18n';
import classes from './LanguageSwitch.module.css';

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const current = toLanguage(i18n.language);
  const other = current === 'en' ? 'zh-CN' : 'en';
  return (
    <UnstyledButton
      className={classes.switch}
      data-testid="language-switch"
      aria-label={`${t('app.language')}: ${other === 'en' ? 'English' : '中文'}`}
      onClick={() => void switchLanguage(other)}
    >
      <span lang="zh-CN" data-current={current === 'zh-CN'}>
        中文
      </span>
      <span aria-hidden="true"> / </span>
      <span lang="en" data-current={current === 'en'}>
        EN
      </span>
    </UnstyledButton>
  );
}
