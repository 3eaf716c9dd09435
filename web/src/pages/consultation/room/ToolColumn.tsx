/** The slim column of tools, the same for live and stored pictures: looking, marking, taking back. */
import { IconClockPause, IconPin, IconStar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../viewer/IconButton';
import { useMayHere } from '../consultationContext';
import { useRoomParts, useRoomSessionState } from '../roomSessionContext';
import { MARKING_BUTTONS, VIEWING_BUTTONS } from '../toolButtons';
import { StepButtons } from './StepButtons';
import classes from './ToolColumn.module.css';
import { ToolButtons } from './ToolButtons';

export function ToolColumn() {
  const { t } = useTranslation();
  const mayDraw = useMayHere('annotate');
  return (
    <div className={classes.column} role="toolbar" aria-label={t('viewer.tools.label')} aria-orientation="vertical">
      <ToolButtons buttons={VIEWING_BUTTONS} tooltip="right" />
      {mayDraw && (
        <>
          <hr className={classes.rule} />
          <ToolButtons buttons={MARKING_BUTTONS} tooltip="right" />
          <hr className={classes.rule} />
          <StepButtons tooltip="right" />
          <hr className={classes.rule} />
          <MarkSettings />
        </>
      )}
    </div>
  );
}

/** Whether marks on a running picture stay, and marking the shown image as telling. */
export function MarkSettings() {
  const { t } = useTranslation();
  const { session } = useRoomParts();
  const { stays } = useRoomSessionState();
  return (
    <>
      <IconButton
        icon={stays ? IconPin : IconClockPause}
        label={stays ? t('consultation.tools.stays') : t('consultation.tools.fades')}
        pressed={stays}
        testId="marks-stay"
        tooltip="right"
        onClick={() => session.setStays(!stays)}
      />
      <IconButton icon={IconStar} label={t('viewer.tools.keyImage')} testId="toggle-key-image" tooltip="right" onClick={() => session.toggleKeyImage()} />
    </>
  );
}
