import Fastify from 'fastify';
import { Behaviours, type Behaviour } from './behaviour.ts';
import { addControlRoutes } from './control-routes.ts';
import { OrderBook, type TakenOrder } from './order-book.ts';
import { OrderDesk } from './order-desk.ts';
import { addOrderRoutes, answerProblems, keepBodiesAsBytes } from './order-routes.ts';
import type { SandboxOrder, SupplierSandbox } from './sandbox-face.ts';
import { Schedule } from './schedule.ts';

export type SandboxOptions = {
  /** Where Barrow runs; acknowledgements and advices are posted to addresses of this origin only. */
  readonly barrowUrl?: string;
  /** Barrow's API key for the supplier, sent as a bearer token. */
  readonly apiKey?: string;
  /** Signing secrets (`whsec_...`) by supplier; `default` holds for all others. Without one, no signature is asked for. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** References are made of it and the order's id. */
  readonly seed?: string;
  readonly behaviour?: Behaviour;
  readonly nowMs?: () => number;
};

const maxBodyBytes = 4_000_000;

/**
 * Suppliers for demos and tests: an HTTP server that takes orders at `/orders` or `/suppliers/NAME/orders` and behaves as it is
 * told under `/control`. Everything is in memory and ends with the process.
 */
export function createSupplierSandbox(options: SandboxOptions = {}): SupplierSandbox {
  const stop = new AbortController();
  const behaviours = new Behaviours();
  if (options.behaviour !== undefined) behaviours.set(options.behaviour);
  const book = new OrderBook();
  const schedule = new Schedule();
  const barrow = { barrowUrl: options.barrowUrl, apiKey: options.apiKey, signal: stop.signal };
  const desk = new OrderDesk(
    {
      seed: options.seed ?? 'sandbox',
      secrets: new Map(Object.entries(options.secrets ?? {})),
      nowMs: options.nowMs ?? Date.now,
      barrow,
    },
    behaviours,
    book,
    schedule,
  );
  const app = Fastify({ logger: false, bodyLimit: maxBodyBytes, forceCloseConnections: true });
  const sandbox: SupplierSandbox = {
    listen: ({ port = 0, host = '127.0.0.1' } = {}) => app.listen({ port, host }),
    setBehaviour: (change) => behaviours.set(change),
    behaviours: () => behaviours.all(),
    orders: () => book.all().map((taken) => describe(taken, book.attemptsOf(taken))),
    dispatch: (orderId) => desk.dispatchNow(orderId),
    forget: () => book.forget(),
    async close() {
      stop.abort();
      schedule.close();
      await app.close();
    },
  };
  keepBodiesAsBytes(app);
  answerProblems(app);
  addOrderRoutes(app, desk);
  addControlRoutes(app, sandbox);
  return sandbox;
}

function describe(taken: TakenOrder, attempts: number): SandboxOrder {
  const { supplier, idempotencyKey, receivedAt, signed, mode, order, advices, posted } = taken;
  return {
    supplier,
    idempotencyKey,
    receivedAt,
    signed,
    mode,
    attempts,
    answerStatus: taken.answer.status,
    order,
    acknowledgement: taken.acknowledgement ?? null,
    advices: [...advices],
    posted: [...posted],
  };
}
