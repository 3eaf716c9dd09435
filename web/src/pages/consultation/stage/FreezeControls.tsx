/** Freezing a running picture for all, and what can be done with the frozen one: let it run again, or keep it. */
import { Button, Text } from '@mantine/core';
import { IconArchive, IconPlayerPlay, IconSnowflake } from '@tabler/icons-react';
import type { RemoteVideoTrack } from 'livekit-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FrozenPicture } from '../../../board/schema';
import { useBoard } from '../boardContext';
import { useMayHere } from '../consultationContext';
import { KeepPictureDialog } from '../keeping/KeepPictureDialog';
import classes from './FreezeControls.module.css';
import { useFreeze } from './useFreeze';

interface FreezeControlsProps {
  /** The console's room, or the attendee whose screen it is. */
  readonly source: string;
  /** Null for a shared screen. */
  readonly consoleRoom: string | null;
  readonly frozen: FrozenPicture | null;
  readonly video: () => HTMLVideoElement | null;
  /** What the video shows, where it came from another computer. */
  readonly track: RemoteVideoTrack | null;
  /** There is a picture that could be frozen. */
  readonly ready: boolean;
}

export function FreezeControls({ source, consoleRoom, frozen, video, track, ready }: FreezeControlsProps) {
  const { t, i18n } = useTranslation();
  const board = useBoard();
  const mayAnnotate = useMayHere('annotate');
  const { busy, problem, run } = useFreeze(source, video, track);
  const [keeping, setKeeping] = useState(false);
  if (frozen === null) {
    return (
      mayAnnotate && (
        <span className={classes.controls}>
          {problem !== null && (
            <Text fz="xs" c="red" role="alert" truncate>
              {problem}
            </Text>
          )}
          <Button size="compact-xs" variant="default" leftSection={<IconSnowflake size={13} />} loading={busy} disabled={!ready} data-testid="freeze" onClick={run}>
            {t('consultation.frozen.freeze')}
          </Button>
        </span>
      )
    );
  }
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' }).format(frozen.capturedAt ?? frozen.at);
  return (
    <span className={classes.controls}>
      <span className={classes.said} data-testid="frozen-by">
        {t('consultation.frozen.by', { name: frozen.byName, time })}
      </span>
      {mayAnnotate && (
        <>
          <Button size="compact-xs" variant="default" leftSection={<IconArchive size={13} />} data-testid="keep" onClick={() => setKeeping(true)}>
            {t('consultation.frozen.keep')}
          </Button>
          <Button size="compact-xs" variant="light" leftSection={<IconPlayerPlay size={13} />} data-testid="release" onClick={() => board.frozen.release(source)}>
            {t('consultation.frozen.release')}
          </Button>
        </>
      )}
      {keeping && <KeepPictureDialog picture={frozen.picture} consoleRoom={consoleRoom} onClose={() => setKeeping(false)} />}
    </span>
  );
}
