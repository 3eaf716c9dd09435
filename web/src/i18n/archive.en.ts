/** The archive's texts in English. */
import type { TextsOf } from './texts';
import type { archiveZhCN } from './archive.zh-CN';

export const archiveEn: TextsOf<typeof archiveZhCN> = {
  navigation: { label: 'Main navigation', home: 'Home', archive: 'Archive' },
  pageTitle: 'Archive · Consilium',
};
