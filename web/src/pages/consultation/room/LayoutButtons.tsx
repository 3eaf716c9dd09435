/** How many cells the stage has, for everybody. */
import type { TooltipProps } from '@mantine/core';
import { IconColumns2, IconLayoutGrid, IconLayoutSidebarRight, IconSquare, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { StageLayout } from '../../../board/schema';
import { IconButton } from '../../viewer/IconButton';
import { useBoard, usePart } from '../boardContext';

const LAYOUTS: readonly (readonly [StageLayout, Icon])[] = [
  ['1x1', IconSquare],
  ['1x2', IconColumns2],
  ['1+2', IconLayoutSidebarRight],
  ['2x2', IconLayoutGrid],
];

export function LayoutButtons({ tooltip }: { readonly tooltip: TooltipProps['position'] }) {
  const { t } = useTranslation();
  const { stage } = useBoard();
  const { layout } = usePart(stage);
  return LAYOUTS.map(([name, icon]) => (
    <IconButton key={name} icon={icon} label={t(`consultation.layout.${name}`)} pressed={layout === name} testId={`layout-${name}`} tooltip={tooltip} onClick={() => stage.setLayout(name)} />
  ));
}
