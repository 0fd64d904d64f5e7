import type { JsonObject, JsonValue } from '@barrow/flow';
import { isList, parseJson } from './read-json.ts';

/** An inbound message of AsyncAPI, as workflows see it. */
export type Message = JsonObject & { readonly payload: JsonValue; readonly headers: JsonObject };

export type MessageStream = {
  /** The messages that are complete with this piece of a body. */
  readonly push: (piece: Uint8Array) => readonly Message[];
  /** Those that the end of the body completes. */
  readonly end: () => readonly Message[];
  /** Where a stream of server-sent events stands: the next request says so. */
  readonly lastEventId: () => string | undefined;
};

/** Reads messages out of a body: server-sent events, a JSON document a line, or one JSON document, a list being several messages. */
export function createMessageStream(contentType: string): MessageStream {
  const type = contentType.toLowerCase();
  if (type.startsWith('text/event-stream')) return serverSentEvents();
  return /^application\/(?:x-ndjson|ndjson|jsonl|json-seq|stream\+json)/.test(type) ? lines() : wholeBody();
}

const messageOf = (text: string, headers: JsonObject = {}): Message => ({ payload: parseJson(text) ?? text, headers });

/** Lines of text as they are completed. A line may end with CR, LF or both. */
function lineReader() {
  const decoder = new TextDecoder();
  let rest = '';
  return {
    push(piece: Uint8Array): string[] {
      rest += decoder.decode(piece, { stream: true });
      // A CR at the end may be half of a line's end.
      const held = rest.endsWith('\r') ? '\r' : '';
      const parts = rest.slice(0, rest.length - held.length).split(/\r\n|\n|\r/);
      rest = (parts.pop() ?? '') + held;
      return parts;
    },
    end: (): string => (rest + decoder.decode()).replace(/\r$/, ''),
  };
}

/** HTML standard, "Interpreting an event stream". An event that the end cuts off is dropped. */
function serverSentEvents(): MessageStream {
  const reader = lineReader();
  let data: string[] = [];
  let event = '';
  let id: string | undefined;
  let dispatchedId: string | undefined;
  const take = (line: string): Message[] => {
    if (line === '') {
      const text = data.join('\n');
      const headers = { ...(event === '' ? {} : { event }), ...(id === undefined ? {} : { id }) };
      const complete = data.length > 0;
      dispatchedId = id;
      data = [];
      event = '';
      return complete ? [messageOf(text, headers)] : [];
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    return [];
  };
  return { push: (piece) => reader.push(piece).flatMap(take), end: () => [], lastEventId: () => dispatchedId };
}

const recordSeparator = String.fromCharCode(0x1e);

function lines(): MessageStream {
  const reader = lineReader();
  const take = (line: string): Message[] => {
    // JSON text sequences begin each record with a record separator.
    const text = (line.startsWith(recordSeparator) ? line.slice(1) : line).trim();
    return text === '' ? [] : [messageOf(text)];
  };
  return {
    push: (piece) => reader.push(piece).flatMap(take),
    end: () => take(reader.end()),
    lastEventId: () => undefined,
  };
}

function wholeBody(): MessageStream {
  const decoder = new TextDecoder();
  let text = '';
  return {
    push(piece) {
      text += decoder.decode(piece, { stream: true });
      return [];
    },
    end() {
      const value = parseJson(text);
      if (text.trim() === '') return [];
      return value !== undefined && isList(value)
        ? value.map((payload) => ({ payload, headers: {} }))
        : [messageOf(text)];
    },
    lastEventId: () => undefined,
  };
}
