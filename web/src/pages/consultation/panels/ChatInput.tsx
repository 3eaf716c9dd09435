/** Where a message is written: text, a picture, and a link to what is shown now. */
import { Button, CloseButton, Textarea, Tooltip } from '@mantine/core';
import { IconMapPin, IconPhoto } from '@tabler/icons-react';
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureAddress } from '../../../api/pictures';
import { LONGEST_MESSAGE } from '../../../board/chat';
import type { Place } from '../../../board/schema';
import { useBoard } from '../boardContext';
import classes from './ChatInput.module.css';
import { usePictureDraft } from './usePictureDraft';

/** What the server takes. */
const PICTURE_TYPES = 'image/png,image/jpeg,image/webp';

export function ChatInput({ here }: { readonly here: () => Place | null }) {
  const { t } = useTranslation();
  const { chat, consultation } = useBoard();
  const [text, setText] = useState('');
  const [place, setPlace] = useState<Place | null>(null);
  const draft = usePictureDraft(consultation);
  const chooser = useRef<HTMLInputElement>(null);
  const empty = text.trim() === '' && draft.picture === null && place === null;
  const send = () => {
    if (!empty && !draft.uploading) {
      chat.say(text, { picture: draft.picture, place });
      setText('');
      setPlace(null);
      draft.drop();
    }
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {place !== null && (
        <div className={classes.attached}>
          <IconMapPin size={14} aria-hidden="true" />
          <span>{place.label}</span>
          <CloseButton size="sm" aria-label={t('board.chat.dropPlace')} onClick={() => setPlace(null)} />
        </div>
      )}
      {draft.picture !== null && (
        <div className={classes.attached}>
          <img src={pictureAddress(consultation, draft.picture)} alt={t('board.chat.attached')} />
          <span />
          <CloseButton size="sm" aria-label={t('board.chat.drop')} onClick={draft.drop} />
        </div>
      )}
      {draft.uploading && <p className={classes.note}>{t('board.chat.uploading')}</p>}
      {draft.problem !== null && (
        <p className={classes.problem} role="alert">
          {draft.problem}
        </p>
      )}
      <Textarea
        aria-label={t('board.chat.input')}
        placeholder={t('board.chat.input')}
        data-testid="chat-input"
        autosize
        minRows={1}
        maxRows={5}
        size="sm"
        maxLength={LONGEST_MESSAGE}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => isSendKey(event) && (event.preventDefault(), send())}
        onPaste={(event) => pastedPictures(event).forEach(draft.take)}
      />
      <div className={classes.buttons}>
        <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconPhoto size={14} />} data-testid="chat-attach" onClick={() => chooser.current?.click()}>
          {t('board.chat.attach')}
        </Button>
        <Tooltip label={t('board.chat.hereHint')}>
          <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconMapPin size={14} />} data-testid="chat-here" onClick={() => setPlace(here())}>
            {t('board.chat.here')}
          </Button>
        </Tooltip>
        <Button type="submit" size="compact-sm" className={classes.send ?? ''} disabled={empty || draft.uploading} data-testid="chat-send">
          {t('board.chat.send')}
        </Button>
      </div>
      <input
        ref={chooser}
        type="file"
        accept={PICTURE_TYPES}
        hidden
        data-testid="chat-file"
        onChange={(event) => {
          [...(event.currentTarget.files ?? [])].forEach(draft.take);
          event.currentTarget.value = ''; // so that the same choice can be made again
        }}
      />
    </form>
  );
}

/** Enter, but not the one that picks a word while Chinese is typed, nor a new line. */
function isSendKey({ key, shiftKey, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && !shiftKey && !nativeEvent.isComposing;
}

function pastedPictures(event: ClipboardEvent): readonly File[] {
  const pictures = [...event.clipboardData.files].filter(({ type }) => PICTURE_TYPES.split(',').includes(type)).slice(0, 1);
  if (pictures.length > 0) {
    event.preventDefault();
  }
  return pictures;
}
