/** A room to test in: several boards at one server in memory, with the time in the test's hand. */
import { afterEach, beforeEach, vi } from 'vitest';
import type { Right } from '../../src/api/rights';
import { Board } from '../../src/board/board';
import type { NewMark } from '../../src/board/marks';
import type { MarkTarget } from '../../src/board/schema';
import type { BoardWorld } from '../../src/board/world';
import { TestServer } from './server';

/** Of one animation frame. */
const FRAME_MS = 16;

const TREATS: readonly Right[] = ['see', 'point', 'chat', 'annotate', 'present'];

export class TestRoom {
  readonly server = new TestServer();
  readonly boards: Board[] = [];
  readonly #watching = new Set<() => void>();

  /** Somebody enters; they see the board once `pass` was awaited. */
  enter(id: string, rights: readonly Right[] = TREATS): Board {
    const board = new Board({
      consultation: '0123456789ab',
      me: { id, name: `Dr ${id}`, organisation: 'County hospital', rights },
      clock: { estimate: () => ({ offset: Date.now() - performance.now(), uncertainty: 1 }) },
      world: this.#world(),
    });
    this.boards.push(board);
    board.connect();
    return board;
  }

  leave(board: Board): void {
    board.dispose();
  }

  /** The computers notice that their lines are gone, or back. */
  lineChanges(): void {
    this.#watching.forEach((act) => act());
  }

  destroy(): void {
    this.boards.forEach((board) => board.dispose());
    this.server.destroy();
  }

  #world(): BoardWorld {
    const after = (ms: number, act: () => void) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    };
    return {
      origin: 'wss://hospital.example',
      frame: (act) => after(FRAME_MS, act),
      after,
      onLineChange: (act) => {
        this.#watching.add(act);
        return () => this.#watching.delete(act);
      },
      socket: this.server.socketClass(),
    };
  }
}

/** What was sent arrives, and so much time passes. */
export async function pass(ms = 2 * FRAME_MS): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** A new room for each test of a file. */
export function useRoom(): { readonly room: TestRoom } {
  const holder = { room: undefined as unknown as TestRoom };
  beforeEach(() => {
    vi.useFakeTimers();
    holder.room = new TestRoom();
  });
  afterEach(() => {
    holder.room.destroy();
    vi.useRealTimers();
  });
  return holder;
}

export const SLICE: Extract<MarkTarget, { kind: 'image' }> = { kind: 'image', study: '1.2', series: '1.2.3', instance: '1.2.3.4', frame: 1 };
export const OTHER_SLICE: MarkTarget = { ...SLICE, instance: '1.2.3.5' };

export function length(target: MarkTarget = SLICE, millimetres = 31.4): NewMark {
  return {
    tool: 'length',
    target,
    points: [
      [10, 20],
      [40.5, 20],
    ],
    label: '',
    measured: [{ kind: 'length', value: millimetres, unit: 'mm' }],
    stays: true,
  };
}
