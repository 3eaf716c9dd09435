import { describe, expect, test } from 'vitest';
import type { PlacedMark } from '../../src/board/markIndex';
import { AT_REST, type Drawing, draftOf, type Effect, type HandEvent, type InkTool, type Place, step } from '../../src/ink/drawing';
import type { Hit } from '../../src/ink/hit';
import type { Point } from '../../src/ink/matrix';
import { LIVE, SLICE } from './surfaces';

const LENGTH: PlacedMark = { id: 'kept', tool: 'length', target: SLICE, points: [[10, 10], [50, 10]], label: '', measured: [], author: 'bob', authorName: 'Bob', at: 0, stays: true };

/** The picture is shown twice as large as it is. */
function at(x: number, y: number): Place {
  return { picture: [x, y], screen: [2 * x, 2 * y] };
}

/** What a person does, one thing after the other. */
class Person {
  drawing: Drawing = AT_REST;
  readonly effects: Effect[] = [];
  taken = false;
  readonly #tool: InkTool;
  readonly #target;

  constructor(tool: InkTool, target: typeof SLICE | typeof LIVE = SLICE) {
    this.#tool = tool;
    this.#target = target;
  }

  do(event: HandEvent): this {
    const { drawing, effects, taken } = step(this.drawing, event);
    this.drawing = drawing;
    this.effects.push(...effects);
    this.taken = taken;
    return this;
  }

  press(x: number, y: number, hit: Hit | null = null): this {
    return this.do({ kind: 'down', place: at(x, y), hit, tool: this.#tool, target: this.#target });
  }

  move(x: number, y: number, hit: Hit | null = null): this {
    return this.do({ kind: 'move', place: at(x, y), hit });
  }

  lift(x: number, y: number): this {
    return this.do({ kind: 'up', place: at(x, y) });
  }

  click(x: number, y: number): this {
    return this.press(x, y).lift(x, y);
  }

  get shown(): readonly Point[] | undefined {
    return draftOf(this.drawing)?.points;
  }
}

describe('drawing', () => {
  test('a drag draws a length', () => {
    const person = new Person('length').press(10, 10).move(20, 12);
    expect(person.shown).toEqual([[10, 10], [20, 12]]);
    person.move(30, 15).lift(30, 15);
    expect(person.effects).toEqual([{ kind: 'add', tool: 'length', target: SLICE, points: [[10, 10], [30, 15]], label: '' }]);
    expect(draftOf(person.drawing)).toBeNull();
  });

  test('two clicks draw it too, following the hand in between', () => {
    const person = new Person('length').click(10, 10);
    expect(person.effects).toEqual([]);
    person.move(40, 10);
    expect(person.shown).toEqual([[10, 10], [40, 10]]);
    person.click(50, 10);
    expect(person.effects).toMatchObject([{ kind: 'add', points: [[10, 10], [50, 10]] }]);
  });

  test('a double click leaves nothing behind', () => {
    const person = new Person('length').click(10, 10).click(10, 10);
    expect(person.effects).toEqual([]);
    expect(person.drawing).toEqual(AT_REST);
  });

  test('an angle is a drag, then a click', () => {
    const person = new Person('angle').press(10, 10).move(50, 10).lift(50, 10);
    expect(person.effects).toEqual([]);
    person.move(50, 40);
    expect(person.shown).toEqual([[10, 10], [50, 10], [50, 40]]);
    person.click(60, 40);
    expect(person.effects).toMatchObject([{ kind: 'add', tool: 'angle', points: [[10, 10], [50, 10], [60, 40]] }]);
  });

  test('an angle can be three clicks', () => {
    const person = new Person('angle').click(10, 10).move(50, 10).click(50, 10).move(50, 50).click(50, 50);
    expect(person.effects).toMatchObject([{ kind: 'add', points: [[10, 10], [50, 10], [50, 50]] }]);
  });

  test('freehand follows the hand, without points that say nothing', () => {
    const person = new Person('freehand', LIVE).press(10, 10).move(10.1, 10).move(12, 10).move(14, 12).lift(14, 12);
    expect(person.effects).toEqual([{ kind: 'add', tool: 'freehand', target: LIVE, points: [[10, 10], [12, 10], [14, 12]], label: '' }]);
  });

  test('a freehand tap is no line', () => {
    expect(new Person('freehand').press(10, 10).lift(10, 10).effects).toEqual([]);
  });

  test('Escape gives up, at every stage', () => {
    for (const person of [new Person('length').press(10, 10), new Person('angle').press(10, 10).move(50, 10).lift(50, 10), new Person('text').press(1, 1)]) {
      expect(person.do({ kind: 'cancel' }).taken).toBe(true);
      expect(person.drawing).toEqual(AT_REST);
      expect(person.lift(90, 90).effects).toEqual([]);
    }
  });

  test('a text asks what to write, and nothing is nothing', () => {
    const person = new Person('text').press(10, 10).lift(10, 10);
    expect(person.drawing.gesture).toMatchObject({ kind: 'typing', point: [10, 10], mark: null });
    person.do({ kind: 'typed', text: '  囊肿 ' });
    expect(person.effects).toEqual([{ kind: 'add', tool: 'text', target: SLICE, points: [[10, 10]], label: '囊肿' }]);
    expect(new Person('text').press(10, 10).do({ kind: 'typed', text: '  ' }).effects).toEqual([]);
  });

  test('tools that move the picture leave every press to it', () => {
    expect(new Person('none').press(10, 10, { mark: LENGTH, handle: null }).taken).toBe(false);
  });
});

describe('changing', () => {
  test('a press selects a mark and does not change it', () => {
    const person = new Person('pointer').press(20, 10, { mark: LENGTH, handle: null }).lift(20, 10);
    expect(person.drawing.selected).toBe('kept');
    expect(person.effects).toEqual([]);
  });

  test('dragging an end takes it along by as much as the hand moves', () => {
    const person = new Person('pointer').press(51, 11, { mark: LENGTH, handle: 1 }).move(61, 31);
    expect(person.shown).toEqual([[10, 10], [60, 30]]);
    expect(draftOf(person.drawing)?.of).toBe(LENGTH);
    person.lift(71, 31);
    expect(person.effects).toEqual([{ kind: 'reshape', mark: LENGTH, points: [[10, 10], [70, 30]] }]);
    expect(person.drawing.selected).toBe('kept');
  });

  test('dragging the line moves the whole mark', () => {
    const person = new Person('pointer').press(30, 10, { mark: LENGTH, handle: null }).move(35, 15).lift(35, 15);
    expect(person.effects).toMatchObject([{ kind: 'reshape', points: [[15, 15], [55, 15]] }]);
  });

  test('a press beside every mark lets go and is left to the picture', () => {
    const person = new Person('pointer').press(20, 10, { mark: LENGTH, handle: null }).lift(20, 10).press(200, 200);
    expect(person.taken).toBe(false);
    expect(person.drawing.selected).toBeNull();
  });

  test('Escape puts a mark back that is being dragged', () => {
    const person = new Person('pointer').press(30, 10, { mark: LENGTH, handle: null }).move(90, 90).do({ kind: 'cancel' }).lift(90, 90);
    expect(person.effects).toEqual([]);
  });

  test('Delete removes what is selected, and nothing otherwise', () => {
    const person = new Person('pointer').press(20, 10, { mark: LENGTH, handle: null }).lift(20, 10).do({ kind: 'delete' });
    expect(person.effects).toEqual([{ kind: 'remove', id: 'kept' }]);
    expect(person.do({ kind: 'delete' }).taken).toBe(false);
  });

  test('erasing takes every mark that is crossed', () => {
    const other = { ...LENGTH, id: 'other' };
    const person = new Person('erase').press(0, 0).move(5, 5, { mark: LENGTH, handle: null }).move(9, 9).move(20, 20, { mark: other, handle: 0 }).lift(20, 20);
    expect(person.effects).toEqual([{ kind: 'remove', id: 'kept' }, { kind: 'remove', id: 'other' }]);
  });

  test('a label is renamed, or kept as it is', () => {
    const named = { ...LENGTH, label: 'A' };
    const rename = () => new Person('pointer').do({ kind: 'rename', hit: { mark: named, handle: null } });
    expect(rename().do({ kind: 'typed', text: 'B' }).effects).toEqual([{ kind: 'relabel', mark: named, label: 'B' }]);
    expect(rename().do({ kind: 'typed', text: '' }).effects).toEqual([{ kind: 'relabel', mark: named, label: '' }]);
    expect(rename().do({ kind: 'typed', text: ' A' }).effects).toEqual([]);
    const text = { ...named, tool: 'text' as const };
    expect(new Person('pointer').do({ kind: 'rename', hit: { mark: text, handle: null } }).do({ kind: 'typed', text: '' }).effects).toEqual([]);
  });

  test('the arrow keys move it', () => {
    expect(new Person('pointer').do({ kind: 'nudge', mark: LENGTH, by: [0.5, 0] }).effects).toMatchObject([{ kind: 'reshape', points: [[10.5, 10], [50.5, 10]] }]);
  });
});
