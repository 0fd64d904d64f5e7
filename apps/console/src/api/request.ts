import { newId } from './new-id.ts';
import { organisationHeader } from './organisation-choice.ts';
import { ConnectionError, problemFrom } from './problem.ts';

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const apiPrefix = '/api/v1';
const timeoutMs = 20_000;
/** A write that got no answer is sent again under the same Idempotency-Key, so it cannot happen twice. */
const retryAfterMs: readonly number[] = [400, 1_500];

function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    if (typeof value === 'object') for (const one of value) search.append(name, one);
    else search.set(name, String(value));
  }
  const encoded = search.toString();
  return encoded === '' ? path : `${path}?${encoded}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  const content = await response.text();
  if (content === '') return undefined;
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** Asks the server. Throws ProblemError for a refusal, ConnectionError when no answer comes. Answers the parsed body. */
async function ask(method: Method, path: string, body: unknown, headers: Record<string, string>): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new ConnectionError(error);
  }
  const answer = await bodyOf(response);
  if (!response.ok) throw problemFrom(response.status, answer);
  return answer;
}

/**
 * Reads from the public API. `T` is the output of the action behind the route: server and console are built and released
 * together, so the answer is not parsed again here.
 */
export async function read<T>(path: string, query: Query = {}): Promise<T> {
  return (await ask('GET', withQuery(apiPrefix + path, query), undefined, { ...organisationHeader() })) as T;
}

/** Writes through the public API; see `read` for `T`. */
export async function write<T = unknown>(method: 'POST' | 'PUT' | 'PATCH', path: string, body?: object): Promise<T> {
  return (await writeOnce(method, path, body)) as T;
}

/** Takes something away; what it is told besides stands in the query. */
export async function remove<T = unknown>(path: string, query: Query = {}): Promise<T> {
  return (await writeOnce('DELETE', withQuery(path, query), undefined)) as T;
}

async function writeOnce(method: Method, path: string, body: object | undefined): Promise<unknown> {
  const headers = { ...organisationHeader(), 'idempotency-key': newId() };
  for (const waitMs of retryAfterMs) {
    try {
      return await ask(method, apiPrefix + path, body, headers);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return ask(method, apiPrefix + path, body, headers);
}

/** Sign-in and what else stands beside the versioned API. */
export async function askOutside<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  return (await ask(method, path, body, {})) as T;
}
