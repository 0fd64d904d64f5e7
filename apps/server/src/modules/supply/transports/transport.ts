import type { SupplierAcknowledgement, SupplierOrderMessage } from '@barrow/contracts';

/** A supplier's web address. With a `signingSecret` (`whsec_...`) every request carries a Standard Webhooks signature. */
export type HttpTarget = {
  readonly kind: 'http';
  readonly url: string;
  readonly signingSecret?: string;
  /** Sent as `Authorization: Bearer`; never to another origin. */
  readonly bearerToken?: string;
};

/** A supplier's mailboxes. Each entry is one address; a reply goes to `replyTo`, or to the sender. */
export type EmailTarget = {
  readonly kind: 'email';
  /** Whose mail server is to send it. */
  readonly orgId: string;
  readonly to: readonly string[];
  readonly replyTo?: string;
};

export type OrderTarget = HttpTarget | EmailTarget;

/**
 * What became of one attempt.
 * - `delivered`: the supplier's side took it. `acknowledgement` is there when the answer held a valid one. `warning` says what was
 *    odd about an answer that nevertheless counts: somebody should look, nothing is to be sent again.
 * - `retry`: unknown or not taken, and the same attempt may succeed later; not before `retryAfterMs` when that is given.
 * - `refused`: repeating it unchanged cannot help; `reason` is for people.
 */
export type TransportResult =
  | { readonly outcome: 'delivered'; readonly acknowledgement?: SupplierAcknowledgement; readonly warning?: string }
  | { readonly outcome: 'retry'; readonly reason: string; readonly retryAfterMs?: number }
  | { readonly outcome: 'refused'; readonly reason: string };

export type SendOptions<Target extends OrderTarget = OrderTarget> = {
  /** The same for every attempt at the same order; 1 to 200 visible ASCII characters without `.`, such as `order-<uuid>-1`. */
  readonly idempotencyKey: string;
  /** The instant (milliseconds since 1970) by which the result is needed, such as the end of the lease; not a duration. */
  readonly deadlineMs: number;
  readonly target: Target;
};

/**
 * Takes a purchase order out of the house, at least once. Never throws for what the other side does; call it outside of any
 * transaction. An attempt that ends in `retry` may have arrived: the receiver tells a repeat by its idempotency key.
 */
export type OrderTransport<Target extends OrderTarget = OrderTarget> = {
  send(message: SupplierOrderMessage, options: SendOptions<Target>): Promise<TransportResult>;
};

const keyPattern = /^[\x21-\x2d\x2f-\x7e]{1,200}$/;

/** True for a key that fits a header and a Standard Webhooks id. */
export function isIdempotencyKey(text: string): boolean {
  return keyPattern.test(text);
}
