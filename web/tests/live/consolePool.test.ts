import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConsoleConnection } from '../../src/live/consoleConnection';
import { ConsolePool } from '../../src/live/consolePool';

vi.mock('../../src/live/consoleConnection', () => ({
  ConsoleConnection: vi.fn(
    class {
      leave = vi.fn();
    },
  ),
}));

let pool: ConsolePool;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { setTimeout, clearTimeout });
  vi.mocked(ConsoleConnection).mockClear();
  pool = new ConsolePool(() => () => Promise.reject(new Error('not asked here')));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('consoles on the stage', () => {
  test('two cells with the same console share a connection', () => {
    expect(pool.use('console-1')).toBe(pool.use('console-1'));
    expect(ConsoleConnection).toHaveBeenCalledTimes(1);
  });

  test('a console that another layout takes off and puts back keeps its connection', () => {
    const connection = pool.use('console-1');
    pool.release('console-1');
    vi.advanceTimersByTime(1000);
    expect(pool.use('console-1')).toBe(connection);
    vi.advanceTimersByTime(60_000);
    expect(connection.leave).not.toHaveBeenCalled();
  });

  test('a console that nobody looks at any more is left', () => {
    const connection = pool.use('console-1');
    pool.release('console-1');
    vi.advanceTimersByTime(60_000);
    expect(connection.leave).toHaveBeenCalledOnce();
  });

  test('leaving the room leaves every console at once', () => {
    const connections = [pool.use('console-1'), pool.use('console-2')];
    pool.dispose();
    for (const connection of connections) {
      expect(connection.leave).toHaveBeenCalledOnce();
    }
  });
});
