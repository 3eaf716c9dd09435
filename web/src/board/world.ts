/** What the board needs of the browser besides the document: frames, timers, the line's state, and sockets. */

export interface BoardWorld {
  /** Where the server's sockets are: `wss://host`. */
  readonly origin: string;
  /** Calls once before the next picture is shown; the returned function takes it back. */
  readonly frame: (act: () => void) => () => void;
  /** Calls once after so many milliseconds; the returned function takes it back. */
  readonly after: (ms: number, act: () => void) => () => void;
  /** Tells when the computer's line goes or comes back; until the returned function is called. */
  readonly onLineChange: (act: () => void) => () => void;
  readonly socket: typeof WebSocket;
}

export function browserWorld(): BoardWorld {
  return {
    origin: `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}`,
    frame: (act) => {
      const id = window.requestAnimationFrame(act);
      return () => window.cancelAnimationFrame(id);
    },
    after: (ms, act) => {
      const id = window.setTimeout(act, ms);
      return () => window.clearTimeout(id);
    },
    onLineChange: (act) => {
      const events = ['online', 'offline'] as const;
      events.forEach((event) => window.addEventListener(event, act));
      return () => events.forEach((event) => window.removeEventListener(event, act));
    },
    socket: WebSocket,
  };
}
