/** Zoom and full screen for those who have no wheel at hand. */
import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { IconArrowsMaximize, IconArrowsMinimize, IconMinus, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './PictureControls.module.css';

interface PictureControlsProps {
  readonly scale: number;
  readonly onZoom: (direction: 1 | -1) => void;
  readonly onReset: () => void;
  readonly fullScreen: boolean;
  /** Null where the browser has no full screen for a page's part. */
  readonly onFullScreen: (() => void) | null;
}

export function PictureControls({ scale, onZoom, onReset, fullScreen, onFullScreen }: PictureControlsProps) {
  const { t } = useTranslation();
  const fullScreenLabel = fullScreen ? t('picture.exitFullScreen') : t('picture.fullScreen');
  const FullScreenIcon = fullScreen ? IconArrowsMinimize : IconArrowsMaximize;
  return (
    <div className={classes.controls}>
      <ActionIcon variant="subtle" color="dark.1" size="md" aria-label={t('picture.zoomOut')} disabled={scale <= 1} onClick={() => onZoom(-1)} className={classes.button}>
        <IconMinus size={16} stroke={1.6} />
      </ActionIcon>
      <UnstyledButton className={classes.scale} onClick={onReset} aria-label={t('picture.zoomReset')}>
        {Math.round(scale * 100)}%
      </UnstyledButton>
      <ActionIcon variant="subtle" color="dark.1" size="md" aria-label={t('picture.zoomIn')} onClick={() => onZoom(1)} className={classes.button}>
        <IconPlus size={16} stroke={1.6} />
      </ActionIcon>
      {onFullScreen !== null && (
        <Tooltip label={fullScreenLabel} withinPortal={!fullScreen}>
          <ActionIcon variant="subtle" color="dark.1" size="md" aria-label={fullScreenLabel} onClick={onFullScreen} className={classes.button}>
            <FullScreenIcon size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}
