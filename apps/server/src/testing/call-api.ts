import { at } from './json-at.ts';

export type ApiCall = {
  readonly method: string;
  /** Below /api/v1, such as /items?limit=2. */
  readonly path: string;
  readonly body?: unknown;
  /** An API key; null: none. */
  readonly key: string | null;
  readonly headers?: Readonly<Record<string, string>>;
};

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, the text of anything else, or undefined when there is none. */
  readonly body: unknown;
  /** What stands at a path of the body, such as `lines.0.itemId`; undefined when nothing does. */
  at(path: string): unknown;
};

/** Calls the API over HTTP. A body that is a string is sent as it is, anything else as JSON. */
export async function callApi(address: string, call: ApiCall): Promise<ApiAnswer> {
  const { method, path, body, key, headers = {} } = call;
  const response = await fetch(`${address}/api/v1${path}`, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const parsed: unknown = text === '' ? undefined : isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body: parsed, at: (where) => at(parsed, where) };
}
