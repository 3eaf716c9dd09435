/** One message: who, when, the text, and what came with it. */
import { useTranslation } from 'react-i18next';
import { pictureAddress } from '../../../api/pictures';
import type { ChatMessage, Place } from '../../../board/schema';
import { useColourOf } from '../../../ui/personColour';
import { useBoard } from '../boardContext';
import classes from './ChatMessageRow.module.css';
import { PlaceLink } from './PlaceLink';
import { useClockTime } from './useClockTime';

interface ChatMessageRowProps {
  readonly message: ChatMessage;
  readonly onGo: (place: Place) => void;
}

export function ChatMessageRow({ message, onGo }: ChatMessageRowProps) {
  const { t } = useTranslation();
  const { consultation } = useBoard();
  const clockTime = useClockTime();
  const colourOf = useColourOf();
  const { author, authorName, at, text, picture, place } = message;
  const shown = t('board.chat.picture', { name: authorName });
  return (
    <li className={classes.row} data-testid="chat-message" data-author={author}>
      <div className={classes.head}>
        <span className={classes.name} style={{ color: colourOf(author) }}>
          {authorName}
        </span>
        <time className={classes.time} dateTime={new Date(at).toISOString()}>
          {clockTime(at)}
        </time>
      </div>
      {text !== '' && <p className={classes.text}>{text}</p>}
      {place !== null && <PlaceLink place={place} onGo={onGo} />}
      {picture !== null && (
        <button
          type="button"
          className={classes.picture}
          title={t('board.chat.enlarge')}
          data-testid="chat-picture"
          onClick={() => onGo({ kind: 'picture', picture, label: shown })}
        >
          <img src={pictureAddress(consultation, picture)} alt={shown} loading="lazy" />
        </button>
      )}
    </li>
  );
}
