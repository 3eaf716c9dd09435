/** What waits for the board: begins with it, or without it after a while, and never twice. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConnectionPhase, ConnectionState } from '../../../src/board/connection';
import { LONGEST_WAIT_MS, onceOpened } from '../../../src/pages/consultation/room/useBoardFirst';
import { Store } from '../../../src/viewer/store';

class Line extends Store<ConnectionState> {
  constructor() {
    super({ phase: 'connecting', unsaved: 0, code: null, refusals: 0 });
  }

  becomes(phase: ConnectionPhase): void {
    this.set({ ...this.getSnapshot(), phase });
  }

  draws(): void {
    this.set({ ...this.getSnapshot(), unsaved: 1 });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each(['synced', 'offline', 'refused'] as const)('begins once the board is %s', (phase) => {
  const line = new Line();
  const begin = vi.fn();
  onceOpened(line, begin);
  line.draws();
  expect(begin).not.toHaveBeenCalled();
  line.becomes(phase);
  line.becomes('offline');
  vi.advanceTimersByTime(2 * LONGEST_WAIT_MS);
  expect(begin).toHaveBeenCalledOnce();
});

test('begins without the board after a while', () => {
  const line = new Line();
  const begin = vi.fn();
  onceOpened(line, begin);
  vi.advanceTimersByTime(LONGEST_WAIT_MS - 1);
  expect(begin).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  line.becomes('synced');
  expect(begin).toHaveBeenCalledOnce();
});

test('does not begin for somebody who has gone', () => {
  const line = new Line();
  const begin = vi.fn();
  const stop = onceOpened(line, begin);
  stop();
  line.becomes('synced');
  vi.advanceTimersByTime(2 * LONGEST_WAIT_MS);
  expect(begin).not.toHaveBeenCalled();
});
