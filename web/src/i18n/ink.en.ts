/** The English texts of the page's part: ink. */
import type { inkZhCN } from './ink.zh-CN';
import type { TextsOf } from './texts';

export const inkEn: TextsOf<typeof inkZhCN> = {
  layer: 'Marks on the picture',
  text: 'Text',
  textHelp: 'Enter keeps it, Esc cancels',
  mark: { length: 'Length', angle: 'Angle', ellipse: 'Ellipse', freehand: 'Freehand', arrow: 'Arrow', text: 'Text' },
  value: { mean: 'Mean {{value}}', deviation: 'SD {{value}}' },
};
