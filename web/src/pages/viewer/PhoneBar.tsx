/** On a phone: tools in one line under the stage, and the panels as sheets. */
import { Drawer } from '@mantine/core';
import { IconArrowBackUp, IconListDetails, IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './IconButton';
import { LayoutButtons } from './LayoutButtons';
import classes from './PhoneBar.module.css';
import { PictureButtons } from './PictureButtons';
import { PresetMenu } from './PresetMenu';
import { SeriesStrip } from './SeriesStrip';
import { SidePanel } from './SidePanel';
import { MARKING_TOOLS, VIEWING_TOOLS } from './toolButtons';
import { useStore } from './useStore';
import { useSessionState, useViewer } from './viewerContext';

type Sheet = 'series' | 'panel';

export function PhoneBar() {
  const { t } = useTranslation();
  const { session } = useViewer();
  const { tool: inHand } = useSessionState();
  const { canUndo } = useStore(session.engine.measurements);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const close = () => setSheet(null);
  return (
    <div className={classes.bar}>
      <div className={classes.tools} role="toolbar" aria-label={t('viewer.tools.label')}>
        {[...VIEWING_TOOLS, ...MARKING_TOOLS].map(({ tool, icon }) => (
          <IconButton key={tool} icon={icon} label={t(`viewer.tools.${tool}`)} pressed={inHand === tool} tooltip="top" testId={`viewer-tool-${tool}`} onClick={() => session.setTool(tool)} />
        ))}
        <IconButton icon={IconArrowBackUp} label={t('viewer.tools.undo')} disabled={!canUndo} tooltip="top" onClick={() => session.engine.measurements.undo()} />
      </div>
      <div className={classes.tools}>
        <IconButton icon={IconPhoto} label={t('viewer.series')} testId="viewer-sheet-series" tooltip="top" onClick={() => setSheet('series')} />
        <IconButton icon={IconListDetails} label={t('viewer.panel.label')} testId="viewer-sheet-panel" tooltip="top" onClick={() => setSheet('panel')} />
        <PresetMenu />
        <PictureButtons />
        <LayoutButtons />
      </div>
      <Drawer opened={sheet === 'series'} onClose={close} position="bottom" size="55%" radius="lg" title={t('viewer.series')} closeButtonProps={{ 'aria-label': t('viewer.panel.close') }}>
        <SeriesStrip onOpened={close} />
      </Drawer>
      <Drawer opened={sheet === 'panel'} onClose={close} position="bottom" size="55%" padding={0} radius="lg" title={t('viewer.panel.label')} closeButtonProps={{ 'aria-label': t('viewer.panel.close') }}>
        <SidePanel onJump={close} />
      </Drawer>
    </div>
  );
}
