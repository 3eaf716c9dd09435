/** The English texts of the page's part: board. */
import type { boardZhCN } from './board.zh-CN';
import type { TextsOf } from './texts';

export const boardEn: TextsOf<typeof boardZhCN> = {};
