/** Buttons that take a tool in hand. */
import type { TooltipProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../viewer/IconButton';
import { useRoomParts, useRoomSessionState } from '../roomSessionContext';
import type { RoomToolButton } from '../toolButtons';

interface ToolButtonsProps {
  readonly buttons: readonly RoomToolButton[];
  readonly tooltip: TooltipProps['position'];
}

export function ToolButtons({ buttons, tooltip }: ToolButtonsProps) {
  const { t } = useTranslation();
  const { session } = useRoomParts();
  const { tool: inHand } = useRoomSessionState();
  return buttons.map(({ tool, icon }) => (
    <IconButton key={tool} icon={icon} label={t(`consultation.tools.${tool}`)} pressed={inHand === tool} testId={`tool-${tool}`} tooltip={tooltip} onClick={() => session.setTool(tool)} />
  ));
}
