/** The English texts of the page's part: consultation. */
import type { consultationZhCN } from './consultation.zh-CN';
import type { TextsOf } from './texts';

export const consultationEn: TextsOf<typeof consultationZhCN> = {};
