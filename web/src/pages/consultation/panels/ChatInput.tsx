/** Where a message is written: text, a picture, and a link to what is shown now. */
import { Button, Textarea } from '@mantine/core';
import { IconMapPin } from '@tabler/icons-react';
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LONGEST_MESSAGE } from '../../../board/chat';
import type { Place } from '../../../board/schema';
import { useBoard } from '../boardContext';
import { ChatAttachments } from './ChatAttachments';
import classes from './ChatInput.module.css';
import { PictureChooser } from './PictureChooser';
import { isPicture, usePictureDraft } from './usePictureDraft';

export function ChatInput({ here }: { readonly here: () => Place | null }) {
  const { t } = useTranslation();
  const { chat, consultation } = useBoard();
  const [text, setText] = useState('');
  const [place, setPlace] = useState<Place | null>(null);
  const [nowhere, setNowhere] = useState(false);
  const draft = usePictureDraft(consultation);
  const nothing = text.trim() === '' && draft.picture === null && place === null;
  const ready = !nothing && !draft.uploading;
  const attachPlace = () => {
    const shown = here();
    setPlace(shown);
    setNowhere(shown === null);
  };
  const send = () => {
    if (ready) {
      chat.say(text, { picture: draft.picture, place });
      setText('');
      setPlace(null);
      setNowhere(false);
      draft.drop();
    }
  };
  const sendByKey = (event: KeyboardEvent) => {
    if (isSendKey(event)) {
      event.preventDefault();
      send();
    }
  };
  const paste = (event: ClipboardEvent) => {
    const picture = [...event.clipboardData.files].find(isPicture);
    if (picture !== undefined) {
      event.preventDefault();
      draft.take(picture);
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
      <ChatAttachments place={place} nowhere={nowhere} onDropPlace={() => setPlace(null)} draft={draft} />
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
        onKeyDown={sendByKey}
        onPaste={paste}
      />
      <div className={classes.buttons}>
        <PictureChooser onChoose={draft.take} />
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconMapPin size={14} />}
          title={t('board.chat.hereHint')}
          data-testid="chat-here"
          onClick={attachPlace}
        >
          {t('board.chat.here')}
        </Button>
        <Button type="submit" size="compact-sm" className={classes.send ?? ''} disabled={!ready} data-testid="chat-send">
          {t('board.chat.send')}
        </Button>
      </div>
    </form>
  );
}

/** Enter, but not the one that picks a word while Chinese is typed, nor a new line. */
function isSendKey({ key, shiftKey, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && !shiftKey && !nativeEvent.isComposing;
}
