/** The window presets of the active viewport's modality, with their keys. */
import { Kbd, Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { windowPresets } from '../../viewer/windowPresets';
import classes from './PresetMenu.module.css';
import { useActiveView, useActiveViewState } from './useActiveView';
import { useSessionState, useViewer } from './viewerContext';

export function PresetMenu() {
  const { t } = useTranslation();
  const { session } = useViewer();
  const { mode } = useSessionState();
  const view = useActiveView();
  const { window } = useActiveViewState();
  const modality = view?.stack?.modality ?? '';
  return (
    <Menu position="bottom-end" shadow="lg" width={200}>
      <Menu.Target>
        <UnstyledButton className={classes.target} data-testid="viewer-presets" disabled={(window === null && mode === 'stack') || mode === 'space'} aria-label={t('viewer.presets.label')}>
          {t('viewer.presets.label')}
          <IconChevronDown size={14} stroke={1.6} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {windowPresets(modality).map((preset, index) => (
          <Menu.Item key={preset.name} data-testid={`viewer-preset-${preset.name}`} onClick={() => session.setWindow(preset)} rightSection={<Kbd size="xs">{index + 1}</Kbd>}>
            {t(`viewer.presets.${preset.name}`)}
            {preset.window !== null && <span className={classes.values}>{`${preset.window.width} / ${preset.window.centre}`}</span>}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
