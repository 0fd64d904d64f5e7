import { createHash } from 'node:crypto';
import { SupplierOrderMessage } from '@barrow/contracts';
import { Webhook } from 'standardwebhooks';
import { Compile } from 'typebox/compile';
import { postToBarrow, type BarrowClientOptions } from './barrow-client.ts';
import { defaultSupplier, type Behaviour, type Behaviours } from './behaviour.ts';
import { decideAcknowledgement, decideDispatch } from './decide.ts';
import type { OrderBook, StoredAnswer, TakenOrder } from './order-book.ts';
import { Problem } from './problem.ts';
import type { Schedule } from './schedule.ts';

export type DeskOptions = {
  readonly seed: string;
  /** Secret by supplier (`default` for all others); without one, orders need no signature. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly nowMs: () => number;
  readonly barrow: BarrowClientOptions;
};

export type ReceivedRequest = {
  readonly supplier: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

const message = Compile(SupplierOrderMessage);
const defaultDelayMs = 3000;
const defaultHoldMs = 60_000;
const defaultDispatchAfterMs = 2000;
const jsonType = 'application/json; charset=utf-8';

/** Takes orders for all suppliers of the sandbox as they are told to behave. One order is processed once, however often it comes. */
export class OrderDesk {
  readonly #options: DeskOptions;
  readonly #behaviours: Behaviours;
  readonly #book: OrderBook;
  readonly #schedule: Schedule;

  constructor(options: DeskOptions, behaviours: Behaviours, book: OrderBook, schedule: Schedule) {
    this.#options = options;
    this.#behaviours = behaviours;
    this.#book = book;
    this.#schedule = schedule;
  }

  /** The answer to one request. Throws `Problem` for what is refused. The same key gets the same answer. */
  async receive(request: ReceivedRequest): Promise<StoredAnswer> {
    const signed = this.#verify(request);
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || key === '' || key.length > 200)
      throw new Problem(400, 'The header Idempotency-Key is missing');
    const order = parseOrder(request.body);
    const { supplier } = request;
    const behaviour = this.#behaviours.of(supplier);
    const attempt = this.#book.countAttempt(supplier, key);
    const isTroubled = attempt <= (behaviour.times ?? Number.POSITIVE_INFINITY);
    if (behaviour.mode === 'fail' && isTroubled) throw failure(behaviour);
    const taken = this.#known(supplier, key, order, request.body) ?? this.#take(request, key, order, signed, behaviour);
    if (behaviour.mode === 'timeout' && isTroubled) await this.#schedule.wait(behaviour.delayMs ?? defaultHoldMs);
    return taken.answer;
  }

  /** Sends the goods of an order now, unless they were sent. False when the order is unknown. */
  async dispatchNow(orderId: string): Promise<boolean> {
    const taken = this.#book.find(orderId);
    if (taken === undefined) return false;
    await this.#dispatch(taken, this.#behaviours.of(taken.supplier));
    return true;
  }

  /** Another implementation of Standard Webhooks than the sender's, so that each proves the other. */
  #verify({ supplier, headers, body }: ReceivedRequest): boolean {
    const secret = this.#options.secrets.get(supplier) ?? this.#options.secrets.get(defaultSupplier);
    if (secret === undefined) return false;
    const plain: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') plain[name] = value;
    try {
      new Webhook(secret).verify(body.toString('utf8'), plain, { jsonParse: false });
      return true;
    } catch (error) {
      throw new Problem(401, `The signature is not good: ${error instanceof Error ? error.message : 'unknown reason'}`);
    }
  }

  #known(supplier: string, key: string, order: SupplierOrderMessage, body: Buffer): TakenOrder | undefined {
    const taken = this.#book.byKey(supplier, key);
    if (taken === undefined) {
      if (this.#book.byOrder(supplier, order.orderId) === undefined) return undefined;
      throw new Problem(409, 'This order came before under another Idempotency-Key');
    }
    if (taken.bodyDigest !== digestOf(body))
      throw new Problem(422, 'This Idempotency-Key came before with another order');
    return taken;
  }

  #take(
    request: ReceivedRequest,
    key: string,
    order: SupplierOrderMessage,
    signed: boolean,
    behaviour: Behaviour,
  ): TakenOrder {
    const acknowledgement = decideAcknowledgement(order, behaviour, this.#options.seed);
    const callsBack = behaviour.mode === 'delay' || behaviour.answerBy === 'callback';
    const taken: TakenOrder = {
      supplier: request.supplier,
      idempotencyKey: key,
      receivedAt: new Date(this.#options.nowMs()).toISOString(),
      signed,
      mode: behaviour.mode,
      order,
      bodyDigest: digestOf(request.body),
      answer: answerOf(behaviour, acknowledgement, callsBack),
      acknowledgement: callsBack ? undefined : acknowledgement,
      advices: [],
      posted: [],
    };
    this.#book.take(taken);
    const dispatch = () => {
      if (behaviour.dispatch === false || behaviour.mode === 'refuse') return;
      this.#schedule.after(behaviour.dispatchAfterMs ?? defaultDispatchAfterMs, () => this.#dispatch(taken, behaviour));
    };
    if (!callsBack) dispatch();
    else {
      this.#schedule.after(behaviour.delayMs ?? defaultDelayMs, async () => {
        taken.acknowledgement = acknowledgement;
        await this.#post(taken, 'acknowledgement', order.callbackUrl, acknowledgement);
        dispatch();
      });
    }
    return taken;
  }

  async #dispatch(taken: TakenOrder, behaviour: Behaviour): Promise<void> {
    const advice = decideDispatch(taken.order, behaviour, this.#options.seed);
    if (advice === undefined || taken.advices.length > 0) return;
    taken.advices.push(advice);
    await this.#post(taken, 'dispatch-advice', taken.order.dispatchAdviceUrl, advice);
  }

  async #post(
    taken: TakenOrder,
    kind: 'acknowledgement' | 'dispatch-advice',
    url: string | undefined,
    document: unknown,
  ) {
    if (url === undefined) {
      taken.posted.push({ kind, url: '', attempts: 0, outcome: 'not sent: the order names no address for it' });
      return;
    }
    taken.posted.push(await postToBarrow(this.#options.barrow, kind, url, `${kind}-${taken.order.orderId}`, document));
  }
}

function parseOrder(body: Buffer): SupplierOrderMessage {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Problem(400, 'The body is no JSON');
  }
  if (message.Check(value)) return value;
  const [first] = message.Errors(value);
  throw new Problem(
    400,
    `The order is malformed at ${first?.instancePath ?? ''}: ${first?.message ?? 'unknown reason'}`,
  );
}

function failure(behaviour: Behaviour): Problem {
  const seconds = behaviour.retryAfterSeconds;
  const headers = seconds === undefined ? {} : { 'retry-after': String(seconds) };
  return new Problem(behaviour.status ?? 503, 'The sandbox was told to fail', headers);
}

function answerOf(
  behaviour: Behaviour,
  acknowledgement: { readonly reason?: string },
  callsBack: boolean,
): StoredAnswer {
  if (behaviour.mode === 'malformed')
    return { status: 200, contentType: jsonType, body: '{"orderId": 12, "status": "perhaps"' };
  if (behaviour.mode === 'refuse' && behaviour.refuseBy !== 'acknowledgement') {
    const problem = { type: 'about:blank', title: 'Order refused', status: 422, detail: acknowledgement.reason };
    return { status: 422, contentType: 'application/problem+json', body: JSON.stringify(problem) };
  }
  if (callsBack) return { status: 202, contentType: jsonType, body: JSON.stringify({ status: 'pending' }) };
  return { status: 200, contentType: jsonType, body: JSON.stringify(acknowledgement) };
}

function digestOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
