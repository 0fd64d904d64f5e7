import { Pool } from 'undici';

export type Answer = { readonly status: number; readonly body: unknown };

export type ApiClient = {
  /** Throws when no answer came: the caller does not know what became of the request. */
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer>;
  /** As `call`; throws too when the answer is not 2xx. */
  must(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
};

/** A client of the public API with an API key, over at most so many kept-alive connections. */
export function createApiClient(address: string, key: string, connections = 8, timeoutMs = 30_000): ApiClient {
  const pool = new Pool(address, { connections, pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  const call: ApiClient['call'] = async (method, path, body) => {
    const response = await pool.request({
      method,
      path: `/api/v1${path}`,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.body.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.statusCode, body: parsed };
  };
  return {
    call,
    async must(method, path, body) {
      const answer = await call(method, path, body);
      if (answer.status >= 200 && answer.status < 300) return answer.body;
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)?.slice(0, 600)}`);
    },
    close: () => pool.destroy(),
  };
}
