/** The English texts of the page's part: administration. */
import type { administrationZhCN } from './administration.zh-CN';
import type { TextsOf } from './texts';

export const administrationEn: TextsOf<typeof administrationZhCN> = {};
