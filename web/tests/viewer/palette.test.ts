import { expect, test } from 'vitest';
import { loadPalette } from '../../src/viewer/palette';
import { dataset } from './datasets';

const never = async (): Promise<Uint8Array> => {
  throw new Error('nothing to fetch');
};

function palette(bits: number, tables: Record<string, readonly number[]>) {
  const descriptors = dataset({ '00281101': [2, 0, bits], '00281102': [2, 0, bits], '00281103': [2, 0, bits] });
  const data = Object.fromEntries(Object.entries(tables).map(([tag, bytes]) => [tag, { vr: 'OW', InlineBinary: btoa(String.fromCharCode(...bytes)) }]));
  return { ...descriptors, ...data };
}

test('tables of 16 bits are shown by their high bytes', async () => {
  const tables = { '00281201': [0, 0, 0xff, 0xff], '00281202': [0x80, 0x40, 0, 0x80], '00281203': [0, 1, 0, 2] };
  const { redPaletteColorLookupTableData: red, greenPaletteColorLookupTableData: green } = await loadPalette(palette(16, tables), never);
  expect([...red]).toEqual([0, 255]);
  expect([...green]).toEqual([0x40, 0x80]);
});

test('tables of 8 bits written in words keep their low bytes', async () => {
  const tables = { '00281201': [7, 0, 200, 0], '00281202': [1, 0, 2, 0], '00281203': [3, 0, 4, 0] };
  expect([...(await loadPalette(palette(8, tables), never)).redPaletteColorLookupTableData]).toEqual([7, 200]);
});

test('large tables are fetched', async () => {
  const attributes = { ...palette(8, {}), '00281201': { vr: 'OW', BulkDataURI: '/red' }, '00281202': { vr: 'OW', BulkDataURI: '/green' }, '00281203': { vr: 'OW', BulkDataURI: '/blue' } };
  const asked: string[] = [];
  await loadPalette(attributes, async (address) => {
    asked.push(address);
    return Uint8Array.from([1, 2]);
  });
  expect(asked.toSorted()).toEqual(['/blue', '/green', '/red']);
});
