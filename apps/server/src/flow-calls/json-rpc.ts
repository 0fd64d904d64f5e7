import type { JsonObject, JsonValue } from '@barrow/flow';
import { callFailed } from './call-outcome.ts';
import { isList, isMap, parseJson, textOf } from './read-json.ts';

/** The messages of an answer: one JSON document, or the data of server-sent events, in order. */
export function rpcMessages(contentType: string, body: Uint8Array): readonly JsonObject[] {
  const text = Buffer.from(body).toString();
  const documents = contentType.toLowerCase().startsWith('text/event-stream') ? eventData(text) : [text];
  return documents.filter((document) => document.trim() !== '').flatMap(parseMessages);
}

/** The `result` of a message. What the other side reports as an error is a runtime error, as the language has it. */
export function rpcResult(message: JsonObject): JsonValue {
  const error = message['error'];
  if (isMap(error)) {
    const { code = '', message: reason = '' } = error;
    throw callFailed('runtime', `The other side reports error ${textOf(code)}: ${textOf(reason)}`);
  }
  return message['result'] ?? null;
}

/** The data of each event (HTML standard, "Parsing an event stream"). */
function eventData(text: string): readonly string[] {
  return text
    .split(/\r\n\r\n|\n\n|\r\r/)
    .map((event) =>
      event
        .split(/\r\n|\n|\r/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).replace(/^ /, ''))
        .join('\n'),
    )
    .filter((data) => data !== '');
}

function parseMessages(text: string): readonly JsonObject[] {
  const value = parseJson(text);
  if (value !== undefined) return (isList(value) ? value : [value]).filter(isMap);
  throw callFailed('runtime', 'The other side answered with something that is not JSON-RPC');
}
