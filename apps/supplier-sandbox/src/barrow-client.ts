import type { Posted } from './order-book.ts';

export type BarrowClientOptions = {
  /** Only addresses of this origin are called, so that the key goes nowhere else. */
  readonly barrowUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly signal: AbortSignal;
};

const maxAttempts = 5;
const firstPauseMs = 200;
const timeoutMs = 10_000;

/** Posts a document to Barrow, again after a pause when that may help, and tells what came of it. Never throws. */
export async function postToBarrow(
  options: BarrowClientOptions,
  kind: Posted['kind'],
  url: string,
  idempotencyKey: string,
  document: unknown,
): Promise<Posted> {
  if (options.barrowUrl === undefined) return { kind, url, attempts: 0, outcome: 'not sent: start with --barrow-url' };
  const address = URL.parse(url);
  if (address === null || address.origin !== URL.parse(options.barrowUrl)?.origin) {
    return { kind, url, attempts: 0, outcome: `not sent: it is not at ${options.barrowUrl}` };
  }
  let outcome = '';
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    try {
      const response = await fetch(address, {
        method: 'POST',
        redirect: 'error',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
          ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
        },
        body: JSON.stringify(document),
        signal: AbortSignal.any([options.signal, AbortSignal.timeout(timeoutMs)]),
      });
      const answer = await response.text();
      outcome = `HTTP ${response.status}${response.ok ? '' : ` ${answer.slice(0, 200)}`}`;
      if (response.ok || (response.status < 500 && response.status !== 429))
        return { kind, url, attempts: attempt, outcome };
    } catch (error) {
      outcome = error instanceof Error ? `${error.message}${causeOf(error)}` : String(error);
    }
    if (options.signal.aborted || attempt === maxAttempts) return { kind, url, attempts: attempt, outcome };
    await pause(firstPauseMs * 2 ** (attempt - 1), options.signal);
  }
  return { kind, url, attempts: maxAttempts, outcome };
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? ` (${error.cause.message})` : '';
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
