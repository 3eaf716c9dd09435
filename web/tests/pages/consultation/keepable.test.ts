import { describe, expect, test } from 'vitest';
import type { KeyImage, Mark } from '../../../src/board/schema';
import { isNothing, keepableOf } from '../../../src/pages/consultation/keeping/keepable';

const LENGTH = [{ kind: 'length', value: 12.3, unit: 'mm' }] as const;

function mark(target: Mark['target'], measured: Mark['measured'] = []): Mark {
  return { tool: 'length', target, points: [], label: '', measured, author: 'a', authorName: 'A', at: 0, stays: true };
}

function image(study: string): Mark['target'] {
  return { kind: 'image', study, series: '2', instance: '3', frame: 1 };
}

describe('what can be kept in a study', () => {
  test('is what was drawn on its own stored images, and its key images', () => {
    const marks = [mark(image('1'), LENGTH), mark(image('1')), mark(image('9'), LENGTH), mark({ kind: 'live', source: 'c' }, LENGTH)];
    const key = { study: '1', series: '2', instance: '3', frame: 1 } as KeyImage;
    expect(keepableOf('1', marks, [key])).toEqual({ marks: 2, measured: 1, keyImages: 1 });
  });

  test('may be nothing', () => {
    expect(isNothing(keepableOf('1', [], []))).toBe(true);
  });
});
