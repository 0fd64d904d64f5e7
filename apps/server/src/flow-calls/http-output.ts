import type { HttpOutput, JsonValue } from '@barrow/flow';
import type { GuardedResponse } from '../platform/egress.ts';
import { callFailed } from './call-outcome.ts';
import { parseJson } from './read-json.ts';

type Asked = { readonly method: string; readonly uri: string; readonly headers: Readonly<Record<string, string>> };

/** Never told to a run: its state and journal hold no credentials. */
const secretHeaders = /^(?:authorization|proxy-authorization|cookie|set-cookie)$|token|secret|api-?key|signature/;

/**
 * What a task gets of an answer. `raw` is its body in base64, `content` the body by its content type, `response` all of it with the
 * request. Null when there is no body.
 */
export function outputOf(output: HttpOutput, asked: Asked, answer: GuardedResponse): JsonValue {
  switch (output) {
    case 'raw':
      return answer.body.byteLength === 0 ? null : Buffer.from(answer.body).toString('base64');
    case 'content':
      return contentOf(answer);
    case 'response':
      return {
        request: { method: asked.method.toLowerCase(), uri: asked.uri, headers: shown(Object.entries(asked.headers)) },
        statusCode: answer.status,
        headers: shown(answer.headers),
        content: contentOf(answer),
      };
  }
}

function shown(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const named: Record<string, string> = {};
  for (const [name, value] of headers) if (!secretHeaders.test(name)) named[name] = value;
  return named;
}

/** A body by its content type: JSON as its value, text as text, anything else in base64. Without a type JSON and text are tried. */
export function contentOf(answer: GuardedResponse): JsonValue {
  if (answer.body.byteLength === 0) return null;
  const bytes = Buffer.from(answer.body);
  const [type = ''] = (answer.headers.get('content-type') ?? '').toLowerCase().split(';');
  const media = type.trim();
  if (media === '') return guessed(bytes);
  if (media === 'application/json' || media === 'text/json' || media.endsWith('+json')) {
    const value = parseJson(bytes.toString());
    if (value === undefined) throw callFailed('communication', 'The answer says it is JSON, and is not', 502);
    return value;
  }
  return isText(media) ? bytes.toString() : bytes.toString('base64');
}

function isText(media: string): boolean {
  return (
    media.startsWith('text/') ||
    /^application\/(?:xml|yaml|x-yaml|javascript|x-www-form-urlencoded|x-ndjson|graphql)$/.test(media) ||
    /\+(?:xml|yaml)$/.test(media)
  );
}

function guessed(bytes: Buffer): JsonValue {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return parseJson(text) ?? text;
  } catch {
    return bytes.toString('base64');
  }
}
