import { describe, expect, test } from 'vitest';
import type { CellContent } from '../../../src/board/schema';
import { freeCell, isOnStage, largerLayout } from '../../../src/pages/consultation/room/freeCell';

const CONSOLE: CellContent = { kind: 'console', room: 'console-1' };
const SCREEN: CellContent = { kind: 'screen', attendee: 'a' };

describe('where a shared screen goes', () => {
  test('into the first empty cell that is seen', () => {
    expect(freeCell({ layout: '1+2', cells: [CONSOLE, null, null, null] })).toBe(1);
    expect(freeCell({ layout: '1x1', cells: [CONSOLE, null, null, null] })).toBeNull();
  });

  test('the next larger layout has one cell more, the largest stays', () => {
    expect(largerLayout('1x1')).toBe('1x2');
    expect(largerLayout('1x2')).toBe('1+2');
    expect(largerLayout('2x2')).toBe('2x2');
  });

  test('what is on the stage already is known, what is outside the layout is not on it', () => {
    expect(isOnStage({ layout: '1x2', cells: [CONSOLE, SCREEN, null, null] }, { ...SCREEN })).toBe(true);
    expect(isOnStage({ layout: '1x1', cells: [CONSOLE, SCREEN, null, null] }, SCREEN)).toBe(false);
  });
});
