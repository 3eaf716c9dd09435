/** What a message will carry besides its text, and how its upload goes. */
import { CloseButton } from '@mantine/core';
import { IconMapPin } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { pictureAddress } from '../../../api/pictures';
import type { Place } from '../../../board/schema';
import { useBoard } from '../boardContext';
import classes from './ChatAttachments.module.css';
import type { PictureDraft } from './usePictureDraft';

interface ChatAttachmentsProps {
  readonly place: Place | null;
  /** A place was asked for where there is none. */
  readonly nowhere: boolean;
  readonly onDropPlace: () => void;
  readonly draft: PictureDraft;
}

export function ChatAttachments({ place, nowhere, onDropPlace, draft }: ChatAttachmentsProps) {
  const { t } = useTranslation();
  const { consultation } = useBoard();
  const { picture, uploading, problem, drop } = draft;
  return (
    <>
      {place !== null && (
        <div className={classes.attached}>
          <IconMapPin size={14} aria-hidden="true" />
          <span className={classes.label}>{place.label}</span>
          <CloseButton size="sm" aria-label={t('board.chat.dropPlace')} onClick={onDropPlace} />
        </div>
      )}
      {picture !== null && (
        <div className={classes.attached}>
          <img src={pictureAddress(consultation, picture)} alt={t('board.chat.attached')} />
          <CloseButton size="sm" aria-label={t('board.chat.drop')} onClick={drop} />
        </div>
      )}
      {nowhere && (
        <p className={classes.note} role="status">
          {t('board.place.none')}
        </p>
      )}
      {uploading && <p className={classes.note}>{t('board.chat.uploading')}</p>}
      {problem !== null && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
