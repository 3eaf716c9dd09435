/** What is done to the picture in the active viewport: turned, mirrored, inverted, coloured, put back. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconContrast2, IconFlipHorizontal, IconFlipVertical, IconPalette, IconRefresh, IconRotateClockwise, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { COLOUR_MAP_NAMES } from '../../viewer/colourMaps';
import type { ViewCommand } from '../../viewer/view';
import iconClasses from './IconButton.module.css';
import { IconButton } from './IconButton';
import { useActiveViewState } from './useActiveView';
import { useSessionState, useViewer } from './viewerContext';

const COMMANDS: readonly (readonly [Exclude<ViewCommand, 'reset'>, Icon])[] = [
  ['rotate', IconRotateClockwise],
  ['flipHorizontally', IconFlipVertical],
  ['flipVertically', IconFlipHorizontal],
  ['invert', IconContrast2],
];

export function PictureButtons() {
  const { t } = useTranslation();
  const { session } = useViewer();
  const { mode } = useSessionState();
  const inSpace = mode === 'space';
  return (
    <>
      {COMMANDS.map(([command, icon]) => (
        <IconButton key={command} icon={icon} label={t(`viewer.picture.${command}`)} disabled={inSpace} testId={`viewer-${command}`} onClick={() => session.run(command)} />
      ))}
      <ColourMenu disabled={inSpace} />
      <IconButton icon={IconRefresh} label={t('viewer.picture.reset')} testId="viewer-reset" onClick={() => session.run('reset')} />
    </>
  );
}

function ColourMenu({ disabled }: { readonly disabled: boolean }) {
  const { t } = useTranslation();
  const { session } = useViewer();
  const { colourMap, window } = useActiveViewState();
  const label = t('viewer.picture.colours');
  return (
    <Menu position="bottom-end" shadow="lg">
      <Menu.Target>
        <Tooltip label={label}>
          <ActionIcon variant="transparent" size={34} radius={8} className={iconClasses.button} aria-label={label} disabled={disabled || window === null} data-testid="viewer-colours">
            <IconPalette size={18} stroke={1.5} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {COLOUR_MAP_NAMES.map((map) => (
          <Menu.Item key={map} {...(map === colourMap && { color: 'accent' })} data-testid={`viewer-colour-${map}`} onClick={() => session.setColourMap(map)}>
            {t(`viewer.colours.${map}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
