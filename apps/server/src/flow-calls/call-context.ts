import type { JsonValue } from '@barrow/flow';
import type { Egress } from '../platform/egress.ts';
import type { TokenCache } from './token-cache.ts';

/** What a performer may use. The same for a single run at the command line and for durable runs. */
export type CallContext = {
  /** The only way out. It decides which addresses may be called. */
  readonly egress: Egress;
  /** The value of a secret; undefined when there is none of that name for this workflow. */
  readonly secret: (name: string) => JsonValue | undefined;
  readonly signal: AbortSignal;
  /** For the whole call: tokens, documents and the call itself. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** The same for every attempt at one effect; sent along, so that the other side can do it once. */
  readonly idempotencyKey: string;
  readonly tokens: TokenCache;
};
