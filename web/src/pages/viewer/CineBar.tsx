/** Plays a clip: play and pause, frame by frame, speed, and where in it one is. */
import { Select, Slider } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerSkipBack, IconPlayerSkipForward } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { meanRate } from '../../viewer/frameTimes';
import type { StackView } from '../../viewer/stackView';
import classes from './CineBar.module.css';
import { IconButton } from './IconButton';
import { useStore } from './useStore';

const SPEEDS = ['0.25', '0.5', '1', '1.5', '2'];

export function CineBar({ view }: { readonly view: StackView }) {
  const { t } = useTranslation();
  const { index, count } = useStore(view);
  const { playing, speed, durations } = useStore(view.cine);
  const rate = meanRate(durations) * speed;
  return (
    <div className={classes.bar} role="group" aria-label={t('viewer.cine.label')} data-cine data-testid="viewer-cine" data-playing={playing} data-rate={rate.toFixed(2)} onPointerDown={(event) => event.stopPropagation()}>
      <IconButton icon={IconPlayerSkipBack} label={t('viewer.cine.back')} tooltip="top" onClick={() => view.stepFrame(-1)} />
      <IconButton
        icon={playing ? IconPlayerPauseFilled : IconPlayerPlayFilled}
        label={playing ? t('viewer.cine.pause') : t('viewer.cine.play')}
        testId="viewer-play"
        tooltip="top"
        onClick={() => view.togglePlay()}
      />
      <IconButton icon={IconPlayerSkipForward} label={t('viewer.cine.forward')} tooltip="top" onClick={() => view.stepFrame(1)} />
      <Slider
        className={classes.slider}
        size={2}
        thumbSize={10}
        min={0}
        max={count - 1}
        value={index}
        label={null}
        thumbLabel={t('viewer.cine.frame', { index: index + 1 })}
        onChange={(frame) => {
          view.pause();
          view.goTo(frame);
        }}
      />
      <span className={classes.rate}>{t('viewer.cine.rate', { rate: Number(rate.toFixed(1)) })}</span>
      <Select
        className={classes.speed}
        size="xs"
        variant="unstyled"
        aria-label={t('viewer.cine.speed')}
        data-testid="viewer-speed"
        allowDeselect={false}
        withCheckIcon={false}
        comboboxProps={{ width: 76, position: 'top-end' }}
        data={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
        value={String(speed)}
        onChange={(value) => view.setSpeed(Number(value ?? '1'))}
      />
    </div>
  );
}
