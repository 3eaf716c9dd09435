import { describe, expect, test } from 'vitest';
import { arrangementOf } from '../../../src/pages/consultation/room/arrangement';

const CT = { study: '1', series: '2' };

describe('how a stage first stands', () => {
  test('live beside the prior', () => {
    expect(arrangementOf(['console-1'], [CT])).toEqual({
      layout: '1x2',
      contents: [
        { kind: 'console', room: 'console-1' },
        { kind: 'series', study: '1', series: '2', part: 0 },
      ],
    });
  });

  test('one console alone fills it', () => {
    expect(arrangementOf(['console-1'], [])?.layout).toBe('1x1');
  });

  test('no more than it holds, live pictures first', () => {
    const many = arrangementOf(['console-1', 'console-2', 'console-3'], [CT, CT, CT]);
    expect(many?.layout).toBe('2x2');
    expect(many?.contents.map(({ kind }) => kind)).toEqual(['console', 'console', 'console', 'series']);
  });

  test('nothing brought, nothing arranged', () => {
    expect(arrangementOf([], [])).toBeNull();
  });
});
