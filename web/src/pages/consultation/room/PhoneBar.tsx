/** On a phone: the tools in one line under the stage, and the panels as sheets. */
import { Drawer } from '@mantine/core';
import { IconClipboardText, IconMessage, IconScanEye, IconUsers, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../../../ui/LanguageSwitch';
import { IconButton } from '../../viewer/IconButton';
import { useMayHere } from '../consultationContext';
import { useUnreadChat } from '../panels/useUnreadChat';
import { MARKING_BUTTONS, VIEWING_BUTTONS } from '../toolButtons';
import { LayoutButtons } from './LayoutButtons';
import { PanelContents, PANELS, type PanelName } from './PanelContents';
import classes from './PhoneBar.module.css';
import { StepButtons } from './StepButtons';
import { MarkSettings } from './ToolColumn';
import { ToolButtons } from './ToolButtons';

const ICONS: Readonly<Record<PanelName, Icon>> = { people: IconUsers, chat: IconMessage, findings: IconClipboardText, screening: IconScanEye };

export function PhoneBar() {
  const { t } = useTranslation();
  const unread = useUnreadChat();
  const mayDraw = useMayHere('annotate');
  const mayArrange = useMayHere('present');
  const [sheet, setSheet] = useState<PanelName | null>(null);
  const close = () => setSheet(null);
  return (
    <div className={classes.bar}>
      <div className={classes.line} role="toolbar" aria-label={t('viewer.tools.label')}>
        <ToolButtons buttons={VIEWING_BUTTONS} tooltip="top" />
        {mayDraw && (
          <>
            <ToolButtons buttons={MARKING_BUTTONS} tooltip="top" />
            <StepButtons tooltip="top" />
            <MarkSettings />
          </>
        )}
      </div>
      <div className={classes.line}>
        {PANELS.map((name) => (
          <IconButton key={name} icon={ICONS[name]} label={t(`consultation.panel.${name}`)} testId={`sheet-${name}`} tooltip="top" onClick={() => setSheet(name)} />
        ))}
        {unread > 0 && <span className={classes.unread} role="status" aria-label={t('consultation.panel.unread', { count: unread })} />}
        <span className={classes.grow} />
        {mayArrange && <LayoutButtons tooltip="top" />}
        <LanguageSwitch />
      </div>
      <Drawer opened={sheet !== null} onClose={close} position="bottom" size="62%" padding={0} radius="lg" title={sheet === null ? '' : t(`consultation.panel.${sheet}`)} closeButtonProps={{ 'aria-label': t('consultation.close') }}>
        {sheet !== null && <PanelContents name={sheet} onGone={close} />}
      </Drawer>
    </div>
  );
}
