import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ServerEvents } from '../../src/api/serverEvents';

/** What the page uses of an EventSource, with the server's side in the test's hands. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 1;
  closed = false;

  constructor() {
    super();
    Stream.opened.push(this);
  }

  close() {
    this.closed = true;
    this.readyState = Stream.CLOSED;
  }

  say(name: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }

  fail(forGood: boolean) {
    this.readyState = forGood ? Stream.CLOSED : 0;
    this.dispatchEvent(new Event('error'));
  }
}

const read = (data: unknown) => JSON.parse(String(data)) as number;

let known: boolean;
let unknownTold: number;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Stream);
  vi.stubGlobal('window', globalThis);
  Stream.opened = [];
  known = true;
  unknownTold = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function connect() {
  const events = new ServerEvents(
    async () => known,
    () => {
      unknownTold += 1;
    },
  );
  return { consoles: events.latest('consoles', read), consultations: events.latest('consultations', read) };
}

function lastStream(): Stream {
  const stream = Stream.opened.at(-1);
  if (stream === undefined) {
    throw new Error('nothing was opened');
  }
  return stream;
}

test('several lists share one connection, which ends with the last listener', () => {
  const { consoles, consultations } = connect();
  const leaveConsoles = consoles.subscribe(() => undefined);
  const leaveConsultations = consultations.subscribe(() => undefined);
  expect(Stream.opened).toHaveLength(1);
  leaveConsoles();
  expect(lastStream().closed).toBe(false);
  leaveConsultations();
  expect(lastStream().closed).toBe(true);
});

test('each list has the last event of its own kind, also for those who listen later', () => {
  const { consoles, consultations } = connect();
  consoles.subscribe(() => undefined);
  lastStream().say('consultations', 7);
  lastStream().say('consoles', 3);
  consultations.subscribe(() => undefined);
  expect(consultations.getSnapshot()).toEqual({ value: 7, connected: true });
  expect(consoles.getSnapshot()).toEqual({ value: 3, connected: true });
});

test('a broken line keeps the last state and says that it is old', () => {
  const { consoles } = connect();
  consoles.subscribe(() => undefined);
  lastStream().say('consoles', 3);
  lastStream().fail(false);
  expect(consoles.getSnapshot()).toEqual({ value: 3, connected: false });
  lastStream().say('consoles', 4);
  expect(consoles.getSnapshot()).toEqual({ value: 4, connected: true });
});

test('where the browser gives up, the page does not', async () => {
  const { consoles } = connect();
  consoles.subscribe(() => undefined);
  lastStream().fail(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(Stream.opened.length).toBeGreaterThan(1);
  expect(unknownTold).toBe(0);
});

test('who is no longer known to the server is told once, and nothing is tried again', async () => {
  const { consoles } = connect();
  consoles.subscribe(() => undefined);
  known = false;
  lastStream().fail(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(unknownTold).toBe(1);
  expect(Stream.opened).toHaveLength(1);
});
