/** The page's language: chosen before, else the browser's, else Chinese; switched in place and remembered. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';
import { zhCN } from './zh-CN';

export const LANGUAGES = ['zh-CN', 'en'] as const;

export type Language = (typeof LANGUAGES)[number];

const REMEMBERED = 'consilium.language';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof zhCN };
  }
}

export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next.use(initReactI18next).init({
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    lng: rememberedLanguage() ?? toLanguage(navigator.language) ?? 'zh-CN',
    fallbackLng: 'zh-CN',
    interpolation: { escapeValue: false }, // React escapes
  });
}

/** Switches in place and remembers the choice on this computer. */
export async function switchLanguage(language: Language): Promise<void> {
  localStorage.setItem(REMEMBERED, language);
  await i18next.changeLanguage(language);
}

/** Takes the language of somebody's account, unless one was chosen on this computer. */
export async function suggestLanguage(tag: string | null): Promise<void> {
  const language = tag === null ? null : toLanguage(tag);
  if (language !== null && rememberedLanguage() === null) {
    await i18next.changeLanguage(language);
  }
}

function rememberedLanguage(): Language | null {
  const tag = localStorage.getItem(REMEMBERED);
  return tag === null ? null : toLanguage(tag);
}

/** The nearest of our languages to a BCP 47 tag, or null. */
export function toLanguage(tag: string): Language | null {
  const primary = tag.toLowerCase().split('-')[0];
  return LANGUAGES.find((language) => language.toLowerCase().split('-')[0] === primary) ?? null;
}
