/** Leafs through the clips of a series that has several. */
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './IconButton';
import classes from './PartChooser.module.css';
import { useSessionState, useViewer } from './viewerContext';

interface PartChooserProps {
  readonly at: number;
  readonly parts: number;
}

export function PartChooser({ at, parts }: PartChooserProps) {
  const { t } = useTranslation();
  const { session } = useViewer();
  const cell = useSessionState().cells[at];
  if (cell == null) {
    return null;
  }
  const go = (part: number) => session.open({ ...cell, part }, at);
  return (
    <div className={classes.chooser}>
      <IconButton icon={IconChevronLeft} label={t('viewer.previousPart')} disabled={cell.part === 0} onClick={() => go(cell.part - 1)} />
      <span>{t('viewer.part', { index: cell.part + 1, count: parts })}</span>
      <IconButton icon={IconChevronRight} label={t('viewer.nextPart')} disabled={cell.part === parts - 1} onClick={() => go(cell.part + 1)} />
    </div>
  );
}
