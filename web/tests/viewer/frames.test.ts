import { expect, test } from 'vitest';
import { planeOf, stacksOf } from '../../src/viewer/frames';
import { dataset, slice } from './datasets';

const PATH = '/dicomweb/studies/1/series/2';

function numbers(metadata: Parameters<typeof stacksOf>[0]): readonly string[] {
  return stacksOf(metadata, PATH)[0]?.frames.map(({ sopInstanceUid }) => sopInstanceUid) ?? [];
}

test('slices lie in the order of their places, whatever order they come in', () => {
  expect(numbers([slice(3, 30), slice(1, 10), slice(2, 20)])).toEqual(['1.2.3.1', '1.2.3.2', '1.2.3.3']);
});

test('a series numbered from the head down is leafed through from the head down', () => {
  expect(numbers([slice(1, 30), slice(2, 20), slice(3, 10)])).toEqual(['1.2.3.1', '1.2.3.2', '1.2.3.3']);
});

test('pictures without a place follow their numbers', () => {
  const picture = (number: number) => dataset({ '00080018': `1.${number}`, '00200013': number, '00280010': 4, '00280011': 4, '7FE00010': 'x' });
  expect(numbers([picture(2), picture(10), picture(1)])).toEqual(['1.1', '1.2', '1.10']);
});

test('a localizer among the slices does not disturb their order', () => {
  const localizer = { ...slice(1, 0), ...dataset({ '00200037': [0, 1, 0, 0, 0, -1] }) };
  expect(numbers([slice(3, 10), localizer, slice(2, 20)])).toEqual(['1.2.3.1', '1.2.3.2', '1.2.3.3']);
});

test('each clip is a stack of its own, and instances without pixels are none', () => {
  const clip = (number: number) => dataset({ '00080018': `1.${number}`, '00200013': number, '00280008': '3', '00280010': 4, '00280011': 4, '7FE00010': 'x' });
  const report = dataset({ '00080018': '1.9' });
  const stacks = stacksOf([clip(2), report, clip(1)], PATH);
  expect(stacks.map(({ frames }) => frames.length)).toEqual([3, 3]);
  expect(stacks.every(({ moving }) => moving)).toBe(true);
  expect(stacks[0]?.frames[2]?.imageId).toBe(`dicomweb:${PATH}/instances/1.1/frames/3`);
});

test('functional groups tell where each frame lies', () => {
  const groups = (z: number) => ({ '00209113': { Value: [dataset({ '00200032': [0, 0, z] })] } });
  const instance = {
    ...dataset({ '00080018': '1.1', '00280008': 2, '00280010': 4, '00280011': 4, '7FE00010': 'x' }),
    '52009229': { Value: [{ '00209116': { Value: [dataset({ '00200037': [1, 0, 0, 0, 1, 0] })] } }] },
    '52009230': { Value: [groups(1), groups(2)] },
  };
  const [stack] = stacksOf([instance], PATH);
  expect(stack?.moving).toBe(false);
  const second = stack?.frames[1];
  expect(second && planeOf(second)).toMatchObject({ position: [0, 0, 2], normal: [0, 0, 1] });
});
