/** The way into three planes and into space, and back. */
import { IconAxisX, IconCube } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Mode } from '../../viewer/viewerSession';
import { IconButton } from './IconButton';
import { useSessionState, useViewer } from './viewerContext';

export function ModeButtons() {
  const { t } = useTranslation();
  const { session } = useViewer();
  const { mode } = useSessionState();
  const toggle = (to: Mode) => session.setMode(mode === to ? 'stack' : to);
  return (
    <>
      <IconButton icon={IconAxisX} label={t('viewer.mode.planes')} pressed={mode === 'planes'} testId="viewer-planes" onClick={() => toggle('planes')} />
      <IconButton icon={IconCube} label={t('viewer.mode.space')} pressed={mode === 'space'} testId="viewer-space" onClick={() => toggle('space')} />
    </>
  );
}
