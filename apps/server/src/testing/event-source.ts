import { at, textAt } from './json-at.ts';

export type HeardEvent = { readonly id: string; readonly type: string; readonly document: unknown };

export type EventSourceOptions = {
  readonly key: string;
  readonly query?: string;
  readonly lastEventId?: string | undefined;
  readonly onEvent: (event: HeardEvent) => void;
};

export type OpenStream = {
  readonly status: number;
  /** Where the stream began, to go on from before the first event came. */
  readonly startId: string | undefined;
  /** Resolves when the stream has ended, from whichever side. */
  readonly ended: Promise<void>;
  close(): void;
};

/** Listens to the event stream of a server as a client does, until closed. Resolves once it said where it begins. Calls back for each whole event. */
export async function openEventStream(address: string, options: EventSourceOptions): Promise<OpenStream> {
  const { key, query = '', lastEventId, onEvent } = options;
  const leaving = new AbortController();
  const response = await fetch(`${address}/api/v1/events/stream?${query}`, {
    signal: leaving.signal,
    headers: { authorization: `Bearer ${key}`, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
  });
  const body = response.body?.pipeThrough(new TextDecoderStream());
  const began = Promise.withResolvers<string | undefined>();
  const ended = (async () => {
    let text = '';
    try {
      for await (const chunk of body ?? []) {
        const messages = (text + chunk).split('\n\n');
        text = messages.pop() ?? '';
        if (leaving.signal.aborted) return;
        began.resolve(messages.map(idOf).find((id) => id !== undefined));
        for (const message of messages) tell(message, onEvent);
      }
    } catch (error) {
      if (!leaving.signal.aborted && !String(error).includes('terminated')) throw error;
    } finally {
      began.resolve(undefined);
    }
  })();
  return { status: response.status, startId: await began.promise, ended, close: () => leaving.abort() };
}

function idOf(message: string): string | undefined {
  return /^id: (.*)$/m.exec(message)?.[1];
}

function tell(message: string, onEvent: (event: HeardEvent) => void): void {
  const id = idOf(message);
  const data = /^data: (.*)$/m.exec(message)?.[1];
  if (id === undefined || data === undefined) return;
  const document: unknown = JSON.parse(data);
  onEvent({ id, type: textAt(document, 'type'), document });
}

/** The subject of an event, such as the id of a sale. */
export function subjectOf(event: HeardEvent): string {
  const subject = at(event.document, 'subject');
  return typeof subject === 'string' ? subject : '';
}
