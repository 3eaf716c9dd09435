/** Whether a key belongs to what has the focus rather than to the page. */

const TAKES_KEYS = 'input, textarea, select, [contenteditable="true"], [role="slider"], [role="dialog"], [role="menu"]';

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(TAKES_KEYS) !== null;
}
