/** The English texts of the page's part: consultations. */
import type { consultationsZhCN } from './consultations.zh-CN';
import type { TextsOf } from './texts';

export const consultationsEn: TextsOf<typeof consultationsZhCN> = {};
