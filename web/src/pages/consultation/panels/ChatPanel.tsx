/** What was written in the consultation, and where to write. */
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatMessage, Place } from '../../../board/schema';
import { useBoard, usePart } from '../boardContext';
import { useMayHere } from '../consultationContext';
import { ChatInput } from './ChatInput';
import { ChatMessageRow } from './ChatMessageRow';
import classes from './ChatPanel.module.css';

interface ChatPanelProps {
  /** What the stage shows now; null where nothing can be led to. */
  readonly here: () => Place | null;
  readonly onGo: (place: Place) => void;
}

/** Whoever has scrolled further up is reading, and is not carried off by what comes. CSS pixels. */
const AT_END = 60;

export function ChatPanel({ here, onGo }: ChatPanelProps) {
  const { t } = useTranslation();
  const board = useBoard();
  const messages = usePart(board.chat);
  const mayWrite = useMayHere('chat');
  const { list, onScroll } = useEndInSight(messages);
  useEffect(() => board.chat.markRead(), [board, messages]);
  return (
    <section className={classes.panel} aria-label={t('board.chat.title')}>
      <ol ref={list} className={classes.messages} role="log" tabIndex={0} onScroll={onScroll}>
        {messages.length === 0 && <li className={classes.none}>{t('board.chat.none')}</li>}
        {messages.map((message) => (
          <ChatMessageRow key={message.id} message={message} onGo={onGo} />
        ))}
      </ol>
      {mayWrite ? <ChatInput here={here} /> : <p className={classes.readOnly}>{t('board.chat.readOnly')}</p>}
    </section>
  );
}

/** Keeps the newest message in sight of whoever was at the end. */
function useEndInSight(messages: readonly ChatMessage[]) {
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (atEnd.current) {
      list.current?.scrollTo({ top: list.current.scrollHeight });
    }
  }, [messages]);
  const onScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    atEnd.current = scrollHeight - scrollTop - clientHeight < AT_END;
  };
  return { list, onScroll };
}
