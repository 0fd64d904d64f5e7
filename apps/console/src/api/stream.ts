import { organisationHeader } from './organisation-choice.ts';

/** A fact from the event log, as CloudEvents 1.0 JSON. */
export type StreamEvent = {
  readonly id: string;
  readonly type: string;
  readonly subject: string | null;
  readonly time: string;
  readonly recordedat: string;
  readonly location: string | null;
  readonly origin: string;
  readonly data: unknown;
};

export type StreamState = 'connecting' | 'open' | 'lost';

const firstRetryMs = 500;
const longestRetryMs = 10_000;
/** The server says that it is there every 15 s; longer silence is a dead connection. */
const silenceMs = 40_000;

function isEvent(value: unknown): value is StreamEvent {
  return typeof value === 'object' && value !== null && 'id' in value && 'type' in value && 'recordedat' in value;
}

/** The event of one SSE message, or undefined for a comment or what cannot be read. */
export function parseMessage(message: string): StreamEvent | undefined {
  const data = message
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trimStart())
    .join('\n');
  if (data === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(data);
    return isEvent(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The cursor of one SSE message, which also one without an event may bring: where to go on after a loss. */
export function cursorOf(message: string): string | undefined {
  return /^id: ?(.+)$/m.exec(message)?.[1];
}

async function listen(path: string, lastId: string, signal: AbortSignal, heard: (message: string) => void) {
  const quiet = new AbortController();
  let timer = setTimeout(() => quiet.abort(), silenceMs);
  try {
    const response = await fetch(path, {
      headers: {
        accept: 'text/event-stream',
        ...organisationHeader(),
        ...(lastId === '' ? {} : { 'last-event-id': lastId }),
      },
      signal: AbortSignal.any([signal, quiet.signal]),
    });
    if (!response.ok || response.body === null) throw new Error(`the stream answered ${response.status}`);
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), silenceMs);
      const messages = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) heard(message);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves after a while, or as soon as the browser says that the network is back. */
function backOff(waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    addEventListener('online', done);
  });
}

/** Gives a signal that ends a connection when the browser says that the network is gone: it would only notice much later. */
function whileOnline(): { signal: AbortSignal; dispose: () => void } {
  const gone = new AbortController();
  const end = (): void => gone.abort();
  addEventListener('offline', end);
  return { signal: gone.signal, dispose: () => removeEventListener('offline', end) };
}

/**
 * Listens to the event stream until `stop` is called, and comes back after every loss where it left off (Last-Event-ID). Read
 * with fetch, since an EventSource cannot say in which organisation it listens. `onMessage` also hears heartbeats, as undefined.
 */
export function openStream(on: {
  readonly path: string;
  readonly onMessage: (event: StreamEvent | undefined) => void;
  readonly onState: (state: StreamState) => void;
}): { stop: () => void } {
  const end = new AbortController();
  let lastId = '';
  let waitMs = firstRetryMs;
  const heard = (message: string): void => {
    const event = parseMessage(message);
    lastId = cursorOf(message) ?? lastId;
    waitMs = firstRetryMs;
    on.onState('open');
    on.onMessage(event);
  };
  const run = async (): Promise<void> => {
    on.onState('connecting');
    while (!end.signal.aborted) {
      const online = whileOnline();
      await listen(on.path, lastId, AbortSignal.any([end.signal, online.signal]), heard).catch(() => undefined);
      online.dispose();
      if (end.signal.aborted) return;
      on.onState('lost');
      await backOff(waitMs);
      waitMs = Math.min(waitMs * 2, longestRetryMs);
    }
  };
  void run();
  return { stop: () => end.abort() };
}
