import type { SaleInput } from '@barrow/contracts';
import { businessDay, instantOfLocal, minuteMs, must, type Day, type Random, type Uuid } from '@barrow/kernel';
import { portionQtyMilli, type BasketLine } from './baskets.ts';
import { assortmentOf, type Assorted, type DemoItem } from './catalogue.ts';
import { categoryFactors, categoryIndex, linesSharesOf, locationFactor } from './demand.ts';
import { hourShape } from './demand-shape.ts';
import { drawIndex } from './draws.ts';
import { openingOf, type DemoLocation } from './network.ts';
import { writeSale } from './write-sale.ts';

export type LiveAsk = {
  readonly seed: number;
  /** The day on which growth is 1: the day after the history's last. */
  readonly today: Day;
  readonly locations: readonly DemoLocation[];
  readonly items: readonly DemoItem[];
  /** What a location has of an item now, thousandths. */
  readonly onHandMilli: (locationId: Uuid, itemId: Uuid) => number;
};

export type LiveState = LiveAsk & { readonly sellers: readonly Seller[] };

type Seller = {
  readonly location: DemoLocation;
  readonly assorted: readonly Assorted[];
  readonly linesShares: readonly number[];
};

/** How often a customer takes what the books say is not there: the shelf knows better. */
const soldUnseen = 0.01;
const maxTries = 12;
const meanDelayMs = 2000;
const longestDelayMs = 6000;

export function createLiveState(ask: LiveAsk): LiveState {
  const sellers = ask.locations
    .filter((location) => location.ticketsPerDay > 0)
    .map((location) => ({
      location,
      assorted: assortmentOf(ask.seed, location, ask.items),
      linesShares: linesSharesOf(location.format),
    }));
  return { ...ask, sellers };
}

/**
 * The next sale of the trickle, at `nowMs`, at a location that is open, busier ones more often; where none is open, at any that
 * exists on that day. Sells what has stock (with rare
 * exceptions); undefined when nothing that was tried has any.
 */
export function nextLiveSale(state: LiveState, random: Random, nowMs: number): SaleInput | undefined {
  const weights = state.sellers.map((seller) => intensityOf(state, seller, nowMs));
  const fallback = state.sellers.map(({ location }) => (isOver(location, nowMs) ? 0 : location.ticketsPerDay));
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const chosen = drawIndex(random, weights.some((weight) => weight > 0) ? weights : fallback);
    const seller = must(state.sellers[chosen], 'seller');
    const day = businessDay(nowMs, seller.location.timeZone, seller.location.cutoffMinutes);
    const basket = liveBasket(state, seller, random, day);
    if (basket.length > 0) return writeSale(random, seller.location, day, nowMs, basket);
  }
  return undefined;
}

/** How long to wait until the next sale: shorter the busier the network is, never more than 6 seconds. */
export function liveDelayMs(state: LiveState, random: Random, nowMs: number): number {
  let busy = 0;
  let usual = 0;
  for (const seller of state.sellers) {
    busy += intensityOf(state, seller, nowMs);
    usual += seller.location.ticketsPerDay / 12;
  }
  const mean = meanDelayMs / Math.min(3, Math.max(0.5, busy / usual));
  return Math.round(Math.min(longestDelayMs, 250 - mean * Math.log(1 - random())));
}

/** Tickets an hour of a location at an instant: 0 when it is closed. */
function intensityOf(state: LiveState, { location }: Seller, nowMs: number): number {
  const day = businessDay(nowMs, location.timeZone, location.cutoffMinutes);
  const hours = openingOf(location, day);
  if (hours === undefined) return 0;
  const minutes = (nowMs - instantOfLocal(day, 0, location.timeZone)) / minuteMs;
  if (minutes < hours.opensMinutes || minutes >= hours.closesMinutes) return 0;
  const share = must(hourShape[location.format][Math.floor(minutes / 60) % 24], 'hour') + 0.002;
  return location.ticketsPerDay * locationFactor(location, day, state.today) * share;
}

function isOver(location: DemoLocation, nowMs: number): boolean {
  const day = businessDay(nowMs, location.timeZone, location.cutoffMinutes);
  return (
    (location.firstDay !== undefined && day < location.firstDay) ||
    (location.lastDay !== undefined && day > location.lastDay)
  );
}

function liveBasket(state: LiveState, seller: Seller, random: Random, day: Day): BasketLine[] {
  const { location, assorted } = seller;
  const seasons = categoryFactors(day, location.country);
  const weights = assorted.map(({ item, share }) => share * must(seasons[categoryIndex(item.category)], 'season'));
  const wanted = drawIndex(random, seller.linesShares) + 1;
  const basket = new Map<DemoItem, BasketLine>();
  for (let tries = 0; tries < maxTries && basket.size < wanted; tries += 1) {
    const { item } = must(assorted[drawIndex(random, weights)], 'item');
    const qtyMilli = portionQtyMilli(random, item);
    const there = state.onHandMilli(location.id, item.id) >= qtyMilli;
    if (!basket.has(item) && (there || random() < soldUnseen)) basket.set(item, { item, qtyMilli });
  }
  return [...basket.values()];
}
