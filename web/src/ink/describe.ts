/** A mark in words: what is written beside it, and what it is called. */
import type { TFunction } from 'i18next';
import type { PlacedMark } from '../board/markIndex';
import type { Measured } from '../board/schema';
import type { Look } from './markView';
import { measuredText } from './measuredText';

/** `projected`: measured at the detector, marked as in the viewer. */
export function describeMark(t: TFunction, { tool, label, measured, authorName }: PlacedMark, projected: boolean): Omit<Look, 'colour'> {
  const values = measured.map((value) => valueLine(t, value, projected));
  const plain = measured.map(measuredText).join(', ');
  return {
    title: [t(`ink.mark.${tool}`), authorName, plain].filter(Boolean).join(' · '),
    lines: [label, ...values].filter(Boolean),
    measured: plain,
    owner: authorName,
  };
}

/** Values inside a region are named; a length speaks for itself. */
function valueLine(t: TFunction, measured: Measured, projected: boolean): string {
  const value = measuredText(measured);
  switch (measured.kind) {
    case 'mean':
    case 'deviation':
      return t(`ink.value.${measured.kind}`, { value });
    case 'length':
    case 'area':
      return projected ? `${value} *` : value;
    case 'angle':
      return value;
  }
}
