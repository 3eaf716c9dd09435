/** The window of a stored series with its presets, and turning, mirroring, inverting it: what the keys do, for those without. */
import { Kbd, Menu, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { StackView } from '../../../viewer/stackView';
import type { ViewCommand } from '../../../viewer/view';
import { windowPresets } from '../../../viewer/windowPresets';
import { useStore } from '../../viewer/useStore';
import classes from './SeriesMenu.module.css';

const COMMANDS: readonly ViewCommand[] = ['rotate', 'flipHorizontally', 'flipVertically', 'invert', 'reset'];

export function SeriesMenu({ view }: { readonly view: StackView }) {
  const { t } = useTranslation();
  const { window, drawn } = useStore(view);
  const figures = window && { width: Math.round(window.width), centre: Math.round(window.centre) };
  return (
    <Menu position="bottom-end" shadow="lg" width={210}>
      <Menu.Target>
        <UnstyledButton className={classes.target} disabled={!drawn} aria-label={t('consultation.series.menu')} data-testid="cell-window" data-width={figures?.width} data-centre={figures?.centre}>
          {figures === null ? t('viewer.presets.label') : `W ${figures.width} L ${figures.centre}`}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {window !== null &&
          windowPresets(view.stack?.modality ?? '').map((preset, index) => (
            <Menu.Item key={preset.name} data-testid={`preset-${preset.name}`} onClick={() => view.setWindow(preset)} rightSection={<Kbd size="xs">{index + 1}</Kbd>}>
              {t(`viewer.presets.${preset.name}`)}
              {preset.window !== null && <span className={classes.values}>{`${preset.window.width} / ${preset.window.centre}`}</span>}
            </Menu.Item>
          ))}
        {window !== null && <Menu.Divider />}
        {COMMANDS.map((command) => (
          <Menu.Item key={command} onClick={() => view.run(command)}>
            {t(`viewer.picture.${command}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
