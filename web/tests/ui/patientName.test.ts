import { expect, test } from 'vitest';
import { writtenName } from '../../src/ui/patientName';

test.each([
  ['Wang^XiaoDong=王^小东', '王小东', 'Wang XiaoDong'],
  ['Ouyang^ZhenHua=欧阳^振华', '欧阳振华', 'Ouyang ZhenHua'],
  // PS3.5 Annex H.3: Japanese, with phonetics
  ['Yamada^Tarou=山田^太郎=やまだ^たろう', '山田 太郎', 'Yamada Tarou'],
  ['ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう', '山田 太郎', 'ﾔﾏﾀﾞ ﾀﾛｳ'],
  ['やまだ^たろう', 'やまだ たろう', ''],
  // PS3.5 Annex I.2: Korean
  ['Hong^Gildong=洪^吉洞=홍^길동', '洪吉洞', 'Hong Gildong'],
  ['=王^小东', '王小东', ''],
  ['王^小东', '王小东', ''],
])('readers of Chinese see the ideographs first: %s', (raw, first, second) => {
  expect(writtenName(raw, true)).toEqual({ first, second });
});

test('readers of English see the letters first', () => {
  expect(writtenName('Wang^XiaoDong=王^小东', false)).toEqual({ first: 'Wang XiaoDong', second: '王小东' });
  expect(writtenName('=王^小东', false)).toEqual({ first: '王小东', second: '' });
});

test.each([
  ['Buc^Jérôme', 'Buc, Jérôme'],
  ['Adams^John Robert Quincy^^Rev.^B.A. M.Div.', 'Adams, Rev. John Robert Quincy B.A. M.Div.'],
  ['Lung_Dx-A0001', 'Lung_Dx-A0001'],
  ['^Anna', 'Anna'],
  [' Doe ^ Jane ^^^ ', 'Doe, Jane'],
  ['Люкceмбypг', 'Люкceмбypг'],
  ['One^A\\Two^B', 'One, A'],
])('a name in letters tells which is the family name: %s', (raw, written) => {
  expect(writtenName(raw, true)).toEqual({ first: written, second: '' });
});

test.each(['', '^^^^', '==', '^=^=^'])('no name is no name: "%s"', (raw) => {
  expect(writtenName(raw, true)).toEqual({ first: '', second: '' });
});
