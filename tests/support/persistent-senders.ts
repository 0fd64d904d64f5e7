import { setTimeout as sleep } from 'node:timers/promises';
import type { SaleInput } from '@barrow/contracts';
import { listAt, textAt } from '../../apps/server/src/testing/json-at.ts';
import { createApiClient, type Answer, type ApiClient } from './api-client.ts';
import { randomSale, type SalePlace } from './random-sale.ts';

export type PersistentSenders = {
  /** Sales that a client was told are stored (or were before), by id. */
  readonly told: ReadonlyMap<string, SaleInput>;
  /** Requests that went unanswered or were answered with 503, and were sent again. */
  retries(): number;
  /** Ends new sales; resolves when every sale that was ever sent has been told of. */
  finish(): Promise<void>;
};

const pauseMs = 25;
const unansweredAfterMs = 15_000;

/**
 * Clients that push sales like tills: singly and in batches, to whichever server answers, again and again with the same ids until they
 * are told. Now and then one sends again what it was told of, as a till does that did not hear the answer.
 */
export function startSenders(options: {
  readonly addresses: readonly string[];
  readonly key: string;
  readonly place: SalePlace;
  readonly senders: number;
  /** Between two pushes of a sender. */
  readonly everyMs: number;
}): PersistentSenders {
  const clients = options.addresses.map((address) => createApiClient(address, options.key, 16, unansweredAfterMs));
  const told = new Map<string, SaleInput>();
  let retries = 0;
  let finishing = false;

  async function untilTold(send: (client: ApiClient) => Promise<Answer>): Promise<unknown> {
    for (let turn = Math.floor(Math.random() * clients.length); ; turn += 1) {
      const client = clients[turn % clients.length];
      const answer = client === undefined ? undefined : await send(client).catch(() => undefined);
      if (answer?.status === 200) return answer.body;
      if (answer !== undefined && answer.status !== 503) throw new Error(`refused: ${JSON.stringify(answer)}`);
      retries += 1;
      await sleep(pauseMs);
    }
  }

  async function push(sales: readonly SaleInput[]): Promise<void> {
    const [only] = sales;
    if (sales.length === 1 && only !== undefined) {
      await untilTold((client) => client.call('POST', '/sales', only));
    } else {
      const body = await untilTold((client) => client.call('POST', '/sales/batch', { sales }));
      const rejected = listAt(body, 'results').filter((result) => textAt(result, 'status') === 'rejected');
      if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected).slice(0, 1000)}`);
    }
    for (const sale of sales) told.set(sale.id, sale);
  }

  async function work(): Promise<void> {
    let last: SaleInput | undefined;
    while (!finishing) {
      const size = Math.random() < 0.4 ? 1 : 2 + Math.floor(Math.random() * 20);
      const sales = Array.from({ length: size }, () => randomSale(options.place, Date.now()));
      const again = last !== undefined && Math.random() < 0.2 ? [last] : [];
      await push([...sales, ...again]);
      last = sales[0];
      await sleep(options.everyMs);
    }
  }

  const working = Promise.all(Array.from({ length: options.senders }, work));
  working.catch(() => undefined);
  return {
    told,
    retries: () => retries,
    async finish() {
      finishing = true;
      try {
        await working;
      } finally {
        await Promise.all(clients.map((client) => client.close()));
      }
    },
  };
}
