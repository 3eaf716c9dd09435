/** The slim column of tools: looking, marking, taking back. */
import { IconArrowBackUp, IconArrowForwardUp, IconStar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './IconButton';
import { MARKING_TOOLS, type ToolButton, VIEWING_TOOLS } from './toolButtons';
import classes from './ToolColumn.module.css';
import { useStore } from './useStore';
import { useSessionState, useViewer } from './viewerContext';

export function ToolColumn() {
  const { t } = useTranslation();
  const { session } = useViewer();
  const { canUndo, canRedo } = useStore(session.engine.measurements);
  return (
    <div className={classes.column} role="toolbar" aria-label={t('viewer.tools.label')} aria-orientation="vertical">
      <Tools tools={VIEWING_TOOLS} />
      <hr className={classes.rule} />
      <Tools tools={MARKING_TOOLS} />
      <hr className={classes.rule} />
      <IconButton icon={IconArrowBackUp} label={t('viewer.tools.undo')} disabled={!canUndo} testId="viewer-undo" tooltip="right" onClick={() => session.engine.measurements.undo()} />
      <IconButton icon={IconArrowForwardUp} label={t('viewer.tools.redo')} disabled={!canRedo} testId="viewer-redo" tooltip="right" onClick={() => session.engine.measurements.redo()} />
      <hr className={classes.rule} />
      <IconButton icon={IconStar} label={t('viewer.tools.keyImage')} testId="viewer-key-image" tooltip="right" onClick={() => session.toggleKeyImage()} />
    </div>
  );
}

function Tools({ tools }: { readonly tools: readonly ToolButton[] }) {
  const { t } = useTranslation();
  const { session } = useViewer();
  const { tool: inHand, mode } = useSessionState();
  return tools.map(({ tool, icon }) => (
    <IconButton
      key={tool}
      icon={icon}
      label={t(`viewer.tools.${tool}`)}
      pressed={inHand === tool && mode !== 'space'}
      disabled={mode === 'space'}
      testId={`viewer-tool-${tool}`}
      tooltip="right"
      onClick={() => session.setTool(tool)}
    />
  ));
}
