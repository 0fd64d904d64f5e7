import type { SupplierAcknowledgement, SupplierDispatchAdvice, SupplierOrderMessage } from '@barrow/contracts';

/** An answer as it went over the wire, kept so that the same key gets the same bytes. */
export type StoredAnswer = { readonly status: number; readonly contentType: string; readonly body: string };

export type Posted = {
  readonly kind: 'acknowledgement' | 'dispatch-advice';
  readonly url: string;
  readonly attempts: number;
  /** `HTTP 200`, or why it was not sent. */
  readonly outcome: string;
};

export type TakenOrder = {
  readonly supplier: string;
  readonly idempotencyKey: string;
  readonly receivedAt: string;
  readonly signed: boolean;
  readonly mode: string;
  readonly order: SupplierOrderMessage;
  readonly bodyDigest: string;
  readonly answer: StoredAnswer;
  acknowledgement: SupplierAcknowledgement | undefined;
  readonly advices: SupplierDispatchAdvice[];
  readonly posted: Posted[];
};

/** Orders are kept up to this number; then the oldest go, and with them the memory that they were processed. */
const maxOrders = 20_000;

/** What the suppliers have taken, and how often each key was tried. In memory: gone when the process ends. */
export class OrderBook {
  readonly #byKey = new Map<string, TakenOrder>();
  readonly #byOrder = new Map<string, TakenOrder>();
  readonly #attempts = new Map<string, number>();

  /** Counts an attempt, also one that fails before the order is taken; the first is 1. */
  countAttempt(supplier: string, idempotencyKey: string): number {
    const key = keyOf(supplier, idempotencyKey);
    const attempt = (this.#attempts.get(key) ?? 0) + 1;
    if (this.#attempts.size > 2 * maxOrders) this.#attempts.clear();
    this.#attempts.set(key, attempt);
    return attempt;
  }

  attemptsOf(taken: TakenOrder): number {
    return this.#attempts.get(keyOf(taken.supplier, taken.idempotencyKey)) ?? 0;
  }

  byKey(supplier: string, idempotencyKey: string): TakenOrder | undefined {
    return this.#byKey.get(keyOf(supplier, idempotencyKey));
  }

  byOrder(supplier: string, orderId: string): TakenOrder | undefined {
    return this.#byOrder.get(keyOf(supplier, orderId.toLowerCase()));
  }

  find(orderId: string): TakenOrder | undefined {
    return this.all().find(({ order }) => order.orderId.toLowerCase() === orderId.toLowerCase());
  }

  take(taken: TakenOrder): void {
    this.#byKey.set(keyOf(taken.supplier, taken.idempotencyKey), taken);
    this.#byOrder.set(keyOf(taken.supplier, taken.order.orderId.toLowerCase()), taken);
    const oldest = this.#byKey.values().next().value;
    if (this.#byKey.size > maxOrders && oldest !== undefined) {
      this.#byKey.delete(keyOf(oldest.supplier, oldest.idempotencyKey));
      this.#byOrder.delete(keyOf(oldest.supplier, oldest.order.orderId.toLowerCase()));
    }
  }

  /** Oldest first. */
  all(): TakenOrder[] {
    return [...this.#byKey.values()];
  }

  forget(): void {
    this.#byKey.clear();
    this.#byOrder.clear();
    this.#attempts.clear();
  }
}

function keyOf(supplier: string, rest: string): string {
  return `${supplier}\n${rest}`;
}
