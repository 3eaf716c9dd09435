/** The English texts of the page's part: ink. */
import type { inkZhCN } from './ink.zh-CN';
import type { TextsOf } from './texts';

export const inkEn: TextsOf<typeof inkZhCN> = {};
