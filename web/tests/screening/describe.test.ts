import i18next, { type TFunction } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { zhCN } from '../../src/i18n/zh-CN';
import { detectorName, linesOf, measuresOf, nameOf } from '../../src/screening/describe';

let t: TFunction;

beforeAll(async () => {
  t = await i18next.createInstance().init({ lng: 'zh-CN', resources: { 'zh-CN': { translation: zhCN } } });
});

test('a finding is named with its score and its size in millimetres', () => {
  const finding = { kind: 'hypoechoic', label: '', score: 0.714, measures: [['diameter', 12.34, 'mm'], ['area', 119.5, 'mm2']] } as const;
  expect(linesOf(t, finding)).toEqual(['低回声区 0.71', '径 12\u202fmm · 面积 120\u202fmm²']);
});

test('pixels are no measure over a moving picture', () => {
  const finding = { kind: 'anechoic', label: '', score: 0.5, measures: [['diameter', 40, 'px'], ['angle', 31.5, 'deg']] } as const;
  expect(linesOf(t, finding)).toEqual(['无回声区 0.50', '角度 32°']);
});

test('measures that nobody has named are left out', () => {
  expect(measuresOf(t, [['comb', 0.5, '1'], ['share', 4.2, '%']])).toBe('占比 4.2%');
});

test('a label is told in the language, one of a model as it is', () => {
  expect(nameOf(t, { kind: 'text', label: 'birth-date' })).toBe('可能的患者信息 · 出生日期');
  expect(nameOf(t, { kind: 'model', label: 'polyp' })).toBe('polyp');
});

test('a detector from outside is called by its model', () => {
  expect(detectorName(t, 'model:polyps')).toBe('外部模型 · polyps');
  expect(detectorName(t, 'ultrasound')).toBe('超声');
});
