import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SaleInput } from '@barrow/contracts';
import { textAt } from '../../apps/server/src/testing/json-at.ts';
import type { Answer, ApiClient } from './api-client.ts';

export type Held = {
  readonly id: string;
  readonly locationId: string;
  readonly lines: readonly { readonly itemId: string; readonly qtyMilli: number }[];
  readonly expires: boolean;
};

export type Played = {
  readonly sold: Map<string, SaleInput>;
  readonly counts: Record<'held' | 'refused' | 'sold' | 'released' | 'restocked', number>;
};

export type Game = {
  readonly clients: readonly ApiClient[];
  readonly locationIds: readonly string[];
  /** Sold only by whoever holds the promise, so that nothing may ever be short of it. */
  readonly strictItemIds: readonly string[];
  /** Sold, released and expired by everybody at once, the same reservation too. */
  readonly wildItemIds: readonly string[];
  readonly attempts: number;
  readonly players: number;
};

function pick<T>(list: readonly T[]): T {
  const one = list[Math.floor(Math.random() * list.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

const units = (most: number): number => (1 + Math.floor(Math.random() * most)) * 1000;

function saleOf(held: Held): SaleInput {
  return {
    id: randomUUID(),
    locationId: held.locationId,
    occurredAt: new Date().toISOString(),
    lines: held.lines.map((line) => ({ ...line, unitPriceMicro: 1_000_000, reservationId: held.id })),
    payments: [{ method: 'card', amountMinor: held.lines.reduce((sum, line) => sum + line.qtyMilli / 10, 0) }],
  };
}

const pauseMs = 50;

/** As a client does that knows its requests to be idempotent: sends again until it is told. */
async function ask(client: ApiClient, path: string, body: object): Promise<Answer> {
  for (;;) {
    const answer = await client.call('POST', path, body).catch(() => undefined);
    if (answer !== undefined && answer.status !== 503) return answer;
    await sleep(pauseMs);
  }
}

function refuse(what: string, answer: Answer): never {
  throw new Error(`${what} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

/** Plays reserve, sell, release and restock at random from many players at once, until all attempts are made. */
export async function playReservations(game: Game): Promise<Played> {
  const counts = { held: 0, refused: 0, sold: 0, released: 0, restocked: 0 };
  const sold = new Map<string, SaleInput>();
  const wild: Held[] = [];
  const strict: Held[] = [];
  let attempts = 0;

  async function reserve(client: ApiClient): Promise<void> {
    const isWild = Math.random() < 0.5;
    const itemIds = isWild ? game.wildItemIds : game.strictItemIds;
    const lines = [...new Set(Array.from({ length: 1 + Math.floor(Math.random() * 3) }, () => pick(itemIds)))].map(
      (itemId) => ({ itemId, qtyMilli: units(2) }),
    );
    const expires = Math.random() < 0.5;
    const held: Held = { id: randomUUID(), locationId: pick(game.locationIds), lines, expires };
    const answer = await ask(client, '/reservations', {
      id: held.id,
      locationId: held.locationId,
      lines,
      ...(expires ? { expiresInSeconds: 1 } : {}),
    });
    if (answer.status === 409 && textAt(answer.body, 'code') === 'STOCK_NOT_AVAILABLE') counts.refused += 1;
    else if (answer.status !== 200) refuse('a reservation', answer);
    else {
      counts.held += 1;
      // Some are forgotten, as carts are, and left to expire.
      if (!expires || Math.random() < 0.4) (isWild ? wild : strict).push(held);
    }
  }

  async function sell(client: ApiClient, held: Held): Promise<void> {
    const sale = saleOf(held);
    const answer = await ask(client, '/sales', sale);
    if (answer.status !== 200) refuse('a sale', answer);
    sold.set(sale.id, sale);
    counts.sold += 1;
  }

  async function release(client: ApiClient, held: Held): Promise<void> {
    const answer = await ask(client, `/reservations/${held.id}/release`, {});
    if (answer.status !== 200) refuse('a release', answer);
    counts.released += 1;
  }

  async function restock(client: ApiClient): Promise<void> {
    const answer = await ask(client, '/stock/adjustments', {
      id: randomUUID(),
      locationId: pick(game.locationIds),
      reason: 'restock',
      lines: [{ itemId: pick([...game.strictItemIds, ...game.wildItemIds]), qtyMilli: units(2) }],
    });
    if (answer.status !== 200) refuse('a restocking', answer);
    counts.restocked += 1;
  }

  async function play(client: ApiClient): Promise<void> {
    while (attempts < game.attempts) {
      attempts += 1;
      const chance = Math.random();
      const own = chance < 0.25 ? strict.splice(Math.floor(Math.random() * strict.length), 1)[0] : undefined;
      if (own !== undefined) await (own.expires || Math.random() < 0.4 ? release(client, own) : sell(client, own));
      else if (chance < 0.33 && wild.length > 0) {
        const shared = pick(wild);
        if (Math.random() < 0.7) wild.splice(wild.indexOf(shared), 1);
        await Promise.all([Math.random() < 0.5 ? sell(client, shared) : undefined, release(client, shared)]);
      } else if (chance < 0.45) await restock(client);
      else await reserve(client);
    }
  }

  await Promise.all(
    Array.from({ length: game.players }, (_, index) => {
      const client = game.clients[index % game.clients.length];
      if (client === undefined) throw new Error('no client');
      return play(client);
    }),
  );
  return { sold, counts };
}
