import type { GuardedInit, GuardedResponse } from '../platform/egress.ts';
import { authorize } from './authenticate.ts';
import type { CallContext } from './call-context.ts';
import { callFailed, egressFailed } from './call-outcome.ts';
import type { CallAuthentication } from './call-request.ts';

export type Outgoing = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly redirects: boolean;
  readonly stream?: NonNullable<GuardedInit['stream']>;
};

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const);
const maxRedirects = 5;

/**
 * One request with its authentication: a digest challenge is answered, and a token that is no longer taken is asked for anew, once.
 * Gives back whatever status came. Throws CallFailed when no answer did.
 */
export async function exchange(
  context: CallContext,
  request: Outgoing,
  authentication: CallAuthentication | null,
): Promise<GuardedResponse> {
  const credentials = await authorize(context, authentication);
  const first = await send(context, request, await credentials.headers(request, null));
  if (first.status !== 401) return first;
  const again = await credentials.headers(request, first.headers.get('www-authenticate') ?? '');
  return again === null ? first : send(context, request, again);
}

async function send(
  context: CallContext,
  request: Outgoing,
  credentials: Readonly<Record<string, string>> | null,
): Promise<GuardedResponse> {
  const init: GuardedInit = {
    method: methodOf(request.method),
    headers: { ...request.headers, ...credentials },
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(request.stream === undefined ? {} : { stream: request.stream }),
    signal: context.signal,
    timeoutMs: context.timeoutMs,
    maxResponseBytes: context.maxResponseBytes,
    maxRedirects: request.redirects ? maxRedirects : 0,
  };
  const answer = await context.egress.fetchGuarded(request.url, init);
  if (!answer.ok) throw egressFailed(answer);
  return answer.value;
}

function methodOf(text: string): NonNullable<GuardedInit['method']> {
  const wanted = text.toUpperCase();
  for (const method of methods) if (method === wanted) return method;
  throw callFailed('configuration', `The HTTP method "${text}" is not one of ${[...methods].join(', ')}`);
}
