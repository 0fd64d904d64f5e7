import { fetchDocument } from '../../flow-calls/fetch-document.ts';
import { CallFailed } from '../../flow-calls/call-outcome.ts';
import { createTokenCache } from '../../flow-calls/token-cache.ts';
import type { Egress } from '../../platform/egress.ts';
import type { FetchDocument } from './link-definition.ts';

/** Whoever publishes waits for it, and no transaction. */
const timeoutMs = 5_000;
const maxResponseBytes = 200_000;

/** Fetches documents that definitions name, as their calls go out: only from hosts that a connection of the organisation allows. */
export function createFetchDocument(
  guardedFor: (orgId: string) => Omit<Egress, 'close'>,
): (orgId: string) => FetchDocument {
  return (orgId) => async (uri) => {
    const context = {
      egress: { ...guardedFor(orgId), close: async () => undefined },
      secret: () => undefined,
      signal: AbortSignal.timeout(timeoutMs),
      timeoutMs,
      maxResponseBytes,
      idempotencyKey: 'publication',
      tokens: createTokenCache(Date.now),
    };
    try {
      return { document: (await fetchDocument(context, { uri, authentication: null })).document };
    } catch (error) {
      if (error instanceof CallFailed) return { problem: error.message };
      throw error;
    }
  };
}
