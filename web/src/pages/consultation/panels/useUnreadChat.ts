/** How many of the others' messages have come since the chat was looked at. */
import { useBoard, usePart } from '../boardContext';

export function useUnreadChat(): number {
  return usePart(useBoard().chat.unread);
}
