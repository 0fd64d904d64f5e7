import { makeProof, type Signer } from './proof.ts';

/** The server answered, and not with what was asked for. */
export class ServerProblem extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = 'ServerProblem';
    this.status = status;
    this.code = code;
  }
}

const patienceMs = 20_000;
let nonce = '';

/**
 * Asks the server with a proof of the device. A proof that is refused for its nonce is made again once with the nonce of the answer. Throws ServerProblem for an answer that is none,
 * and whatever `fetch` throws when there is no answer.
 */
export async function askServer<T>(
  signer: Signer & { readonly deviceId?: string },
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<T> {
  const token = signer.deviceId ?? null;
  for (let tries = 0; ; tries += 1) {
    const url = new URL(path, location.origin);
    const proof = await makeProof(signer, { method, url: url.origin + url.pathname, nonce, token });
    const response = await fetch(url, {
      method,
      headers: {
        dpop: proof,
        ...(token === null ? {} : { authorization: `DPoP ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
    });
    nonce = response.headers.get('dpop-nonce') ?? nonce;
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) return answer as T;
    const code = textOf(answer, 'code');
    if (code === 'PROOF_INVALID' && tries === 0) continue;
    throw new ServerProblem(response.status, code, textOf(answer, 'detail'));
  }
}

function textOf(value: unknown, name: string): string {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof found === 'string' ? found : '';
}
