import { setTimeout as sleep } from 'node:timers/promises';
import { minuteMs, seededRandom } from '@barrow/kernel';
import type { House } from '../../house.ts';
import type { Logger } from '../../platform/logger.ts';
import { readOnHand } from '../../modules/stock/index.ts';
import { createLiveState, liveDelayMs, nextLiveSale } from '../live-sales.ts';
import { demoCaller, demoOrgId, demoToday, demoWorld } from './create-demo.ts';
import { readDemoState } from './demo-state.ts';

const refreshMs = 15_000;

/** A visitor sees a sale every few seconds; after half an hour the network falls to about its own pace, or it would sell itself empty. */
const livelyMs = 30 * minuteMs;
const ownPace = 30;
function paceAt(elapsedMs: number): number {
  return elapsedMs < livelyMs ? 2 : ownPace;
}

/** Sells at the demo's locations, a sale every few seconds, through the same door as everyone, until `signal` is aborted or it is switched off. */
export async function runTrickle(house: House, log: Logger, signal: AbortSignal): Promise<void> {
  const random = seededRandom(house.clock.nowMs() & 0x7fffffff);
  const startedMs = house.clock.nowMs();
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
        onHand = await house.database.transaction(demoOrgId, readOnHand, { readOnly: true });
        const world = demoWorld(state.today);
        live = createLiveState({
          seed: world.seed,
          today: demoToday(nowMs),
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
    await sleep(live === undefined ? 1000 : paceAt(nowMs - startedMs) * liveDelayMs(live, random, nowMs), undefined, {
      signal,
    }).catch(() => undefined);
  }
}
