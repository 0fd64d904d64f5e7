import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom, businessDay } from '@barrow/kernel';
import type { House } from '../../house.ts';
import type { Logger } from '../../platform/logger.ts';
import { createLiveState, liveDelayMs, nextLiveSale } from '../live-sales.ts';
import { demoCaller, demoOrgId, demoWorld } from './create-demo.ts';
import { readDemoState } from './demo-state.ts';

const refreshMs = 15_000;

type BalanceRow = { location_id: string; item_id: string; on_hand_milli: number };

async function readOnHand(house: House): Promise<Map<string, number>> {
  const rows = await house.database.transaction(
    demoOrgId,
    (tx) =>
      tx.rows<BalanceRow>('select location_id, item_id, on_hand_milli from stock.balance where org_id = $1', [
        demoOrgId,
      ]),
    { readOnly: true },
  );
  return new Map(rows.map((row) => [row.location_id + row.item_id, row.on_hand_milli]));
}

/** Sells at the demo's locations, a sale every few seconds, through the same door as everyone, until `signal` is aborted or it is switched off. */
export async function runTrickle(house: House, log: Logger, signal: AbortSignal): Promise<void> {
  const random = seededRandom(house.clock.nowMs() & 0x7fffffff);
  let refreshedMs = 0;
  let isOn = false;
  let onHand = new Map<string, number>();
  let live: ReturnType<typeof createLiveState> | undefined;
  while (!signal.aborted) {
    const nowMs = house.clock.nowMs();
    try {
      if (nowMs - refreshedMs > refreshMs) {
        const state = await readDemoState(house.database, demoOrgId);
        if (state === undefined) return;
        isOn = state.trickle;
        onHand = await readOnHand(house);
        const world = demoWorld(state.today);
        live = createLiveState({
          seed: world.seed,
          today: businessDay(nowMs, 'Europe/Berlin', 240),
          locations: world.locations,
          items: world.items,
          onHandMilli: (location, item) => onHand.get(location + item) ?? 0,
        });
        refreshedMs = nowMs;
      }
      const sale = isOn && live !== undefined ? nextLiveSale(live, random, nowMs) : undefined;
      if (sale !== undefined) {
        await house.registry.perform('sales.sale.capture', demoCaller(demoOrgId), sale);
        for (const line of sale.lines) {
          const key = `${sale.locationId}${line.itemId ?? ''}`;
          onHand.set(key, (onHand.get(key) ?? 0) - line.qtyMilli);
        }
      }
    } catch (error) {
      log.warn({ error: String(error) }, 'the demo could not sell; it tries again');
    }
    await sleep(live === undefined ? 1000 : liveDelayMs(live, random, nowMs), undefined, { signal }).catch(
      () => undefined,
    );
  }
}
