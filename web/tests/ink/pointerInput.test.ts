/** Fingers, pens and palms on the layer, as browsers tell of them (W3C Pointer Events). */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Hand, listen } from '../../src/ink/pointerInput';

class FakePointerEvent extends Event {
  readonly pointerId: number;
  readonly pointerType: string;
  readonly button: number;
  readonly clientX: number;

  constructor(type: string, { pointerId = 1, pointerType = 'touch', button = 0, clientX = 0 }: PointerEventInit = {}) {
    super(type, { cancelable: true });
    this.pointerId = pointerId;
    this.pointerType = pointerType;
    this.button = button;
    this.clientX = clientX;
  }
}

class Layer extends EventTarget {
  readonly captured: number[] = [];

  setPointerCapture(id: number): void {
    this.captured.push(id);
  }
}

/** What the hand heard, and which presses the picture below heard of. */
let heard: string[];
let below: number[];
let layer: Layer;
let stop: () => void;
let takes: boolean;

beforeEach(() => {
  vi.stubGlobal('PointerEvent', FakePointerEvent);
  [heard, below, layer, takes] = [[], [], new Layer(), true];
  const note = (deed: string) => (event: { readonly clientX: number }) => void heard.push(`${deed} ${event.clientX}`);
  const hand: Hand = {
    down: (event) => {
      note('down')(event);
      return takes;
    },
    point: () => undefined,
    move: note('move'),
    up: note('up'),
    cancel: () => void heard.push('cancel'),
    leave: () => void heard.push('leave'),
    doubleClick: () => false,
  };
  stop = listen(layer as unknown as SVGSVGElement, hand);
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

/** An event that the picture hears of unless the layer keeps it: stopping is all that a parent sees. */
function send(type: string, init: PointerEventInit): FakePointerEvent {
  const event = new FakePointerEvent(type, init);
  const kept = vi.spyOn(event, 'stopPropagation');
  layer.dispatchEvent(event);
  if (type === 'pointerdown' && kept.mock.calls.length === 0) {
    below.push(event.pointerId);
  }
  return event;
}

describe('one finger', () => {
  test('works with the tool in hand, and the picture stays where it is', () => {
    const press = send('pointerdown', { pointerId: 1, clientX: 10 });
    send('pointermove', { pointerId: 1, clientX: 20 });
    send('pointerup', { pointerId: 1, clientX: 30 });
    expect(heard).toEqual(['down 10', 'move 20', 'up 30']);
    expect(press.defaultPrevented).toBe(true);
    expect(layer.captured).toEqual([1]);
    expect(below).toEqual([]);
  });

  test('moves the picture where no tool takes it', () => {
    takes = false;
    expect(send('pointerdown', { pointerId: 1 }).defaultPrevented).toBe(false);
    send('pointerup', { pointerId: 1 });
    expect(below).toEqual([1]);
    expect(heard).toEqual(['down 0']);
  });

  test('that the browser takes away leaves nothing behind', () => {
    send('pointerdown', { pointerId: 1 });
    send('pointercancel', { pointerId: 1 });
    expect(heard).toEqual(['down 0', 'cancel']);
    send('pointerdown', { pointerId: 2, clientX: 5 });
    expect(heard.at(-1)).toBe('down 5');
  });
});

describe('two fingers', () => {
  test('drop the stroke under way, and the picture hears of both', () => {
    const replayed: number[] = [];
    layer.addEventListener('pointerdown', (event) => replayed.push((event as unknown as FakePointerEvent).pointerId));
    send('pointerdown', { pointerId: 1, clientX: 10 });
    send('pointermove', { pointerId: 1, clientX: 20 });
    send('pointerdown', { pointerId: 2, clientX: 90 });
    expect(heard).toEqual(['down 10', 'move 20', 'cancel']);
    // The first press once more, for the picture, which had not been told of it.
    expect(replayed).toEqual([1, 1, 2]);
    expect(below).toEqual([2]);
  });

  test('draw nothing when they lift, nor when one of them stays', () => {
    send('pointerdown', { pointerId: 1 });
    send('pointerdown', { pointerId: 2 });
    heard.length = 0;
    send('pointerup', { pointerId: 2 });
    send('pointerup', { pointerId: 1 });
    expect(heard).toEqual([]);
    send('pointerdown', { pointerId: 3, clientX: 7 });
    expect(heard).toEqual(['down 7']);
  });
});

describe('a pen', () => {
  test.each([1, 2])('goes on drawing beside a palm of %i contacts', (contacts) => {
    send('pointerdown', { pointerId: 1, pointerType: 'pen', clientX: 10 });
    for (let contact = 0; contact < contacts; contact += 1) {
      send('pointerdown', { pointerId: 20 + contact });
      send('pointermove', { pointerId: 20 + contact, clientX: 99 });
    }
    send('pointermove', { pointerId: 1, pointerType: 'pen', clientX: 20 });
    send('pointerup', { pointerId: 20 });
    send('pointerup', { pointerId: 1, pointerType: 'pen', clientX: 30 });
    expect(heard).toEqual(['down 10', 'move 20', 'up 30']);
  });
});

test('only the first button of a mouse draws', () => {
  send('pointerdown', { pointerId: 1, pointerType: 'mouse', button: 2 });
  expect(heard).toEqual([]);
  expect(below).toEqual([1]);
});
