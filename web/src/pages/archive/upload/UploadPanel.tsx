/** How an upload goes: progress, speed, what is left, and what became of files that were not stored. */
import { ActionIcon, Button, Progress } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { UploadState } from '../../../api/stowUpload';
import { useServices } from '../../../app/services';
import { formatBytes } from '../../../ui/formatBytes';
import { useDuration } from '../../../ui/useDuration';
import { UploadList } from './UploadList';
import classes from './UploadPanel.module.css';
import { useStopReason } from './useStopReason';

export function UploadPanel() {
  const { t } = useTranslation();
  const { upload } = useServices();
  const state = useSyncExternalStore(upload.subscribe, upload.getSnapshot);
  const [opened, { toggle }] = useDisclosure(false);
  const stopReason = useStopReason();
  const { phase, failed, skipped, problem } = state;
  if (phase === 'idle') {
    return null;
  }
  const retryable = !upload.active && (phase === 'stopped' || failed.length > 0);
  const partly = phase === 'finished' && failed.length > 0;
  return (
    <section
      className={classes.panel}
      aria-label={t('archive.upload.title')}
      data-testid="upload-panel"
      data-phase={phase}
    >
      <div className={classes.head}>
        <strong className={classes.title} role="status">
          {t(`archive.upload.phase.${partly ? 'finishedPartly' : phase}`)}
        </strong>
        {upload.active ? (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => upload.cancel()}
            data-testid="upload-cancel"
          >
            {t('archive.upload.cancel')}
          </Button>
        ) : (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('archive.upload.dismiss')}
            onClick={() => upload.dismiss()}
          >
            <IconX size={15} />
          </ActionIcon>
        )}
      </div>
      <Progress
        value={state.bytes === 0 ? 100 : (100 * state.sentBytes) / state.bytes}
        size={4}
        color={phase === 'waiting' || partly ? 'var(--fair)' : phase === 'stopped' ? 'var(--poor)' : 'accent'}
        aria-label={t('archive.upload.title')}
      />
      {upload.active && <Pace state={state} />}
      {phase === 'stopped' && problem !== null && <p className={classes.problem}>{stopReason(problem)}</p>}
      <div className={classes.foot}>
        <span className={classes.counts}>
          <span data-testid="upload-stored">{t('archive.upload.stored', { count: state.stored })}</span>
          {failed.length > 0 && (
            <span className={classes.failed}>{t('archive.upload.failed', { count: failed.length })}</span>
          )}
          {skipped.length > 0 && <span>{t('archive.upload.skipped', { count: skipped.length })}</span>}
        </span>
        {retryable && (
          <Button size="compact-xs" variant="light" onClick={() => upload.retry()} data-testid="upload-retry">
            {t('archive.upload.retry')}
          </Button>
        )}
        {failed.length + skipped.length > 0 && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t(opened ? 'archive.upload.collapse' : 'archive.upload.expand')}
            aria-expanded={opened}
            onClick={toggle}
            data-testid="upload-expand"
          >
            {opened ? <IconChevronDown size={15} /> : <IconChevronUp size={15} />}
          </ActionIcon>
        )}
      </div>
      {opened && <UploadList failed={failed} skipped={skipped} />}
    </section>
  );
}

const MINUTE_S = 60;

/** Seconds are told in steps: a number that flickers tells nothing. */
const STEP_S = 5;

function Pace({ state }: { readonly state: UploadState }) {
  const { t } = useTranslation();
  const remaining = useRemaining();
  const { sentBytes, bytes, bytesPerSecond } = state;
  const words: string[] = [t('archive.upload.progress', { sent: formatBytes(sentBytes), total: formatBytes(bytes) })];
  if (bytesPerSecond !== null && bytesPerSecond > 0) {
    words.push(t('archive.upload.rate', { rate: formatBytes(bytesPerSecond) }));
    words.push(remaining((bytes - sentBytes) / bytesPerSecond));
  }
  return <p className={classes.pace}>{words.join(' · ')}</p>;
}

function useRemaining(): (seconds: number) => string {
  const { t } = useTranslation();
  const duration = useDuration();
  return (seconds) => {
    if (seconds < STEP_S) {
      return t('archive.upload.remainingSoon');
    }
    return seconds < MINUTE_S
      ? t('archive.upload.remainingSeconds', { count: STEP_S * Math.ceil(seconds / STEP_S) })
      : t('archive.upload.remaining', { duration: duration(seconds) });
  };
}
