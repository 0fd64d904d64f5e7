import { must, type Random } from '@barrow/kernel';
import type { DemoItem } from './catalogue.ts';
import { affinity } from './demand-shape.ts';
import { drawIndex, drawNormal, shuffle } from './draws.ts';

export type BasketLine = { readonly item: DemoItem; readonly qtyMilli: number };

/** What people buy together. Invented, so that basket analysis has something to find. */
const companions: readonly (readonly [string, string])[] = [
  ['Body soap 100 g', 'Soap dish'],
  ['Body soap 100 g', 'Soap saver bag'],
  ['Olive soap 200 g', 'Soap dish'],
  ['Shampoo bar 80 g', 'Conditioner bar 60 g'],
  ['Bamboo toothbrush', 'Toothpaste tablets 125'],
  ['Bamboo toothbrush', 'Toothbrush case'],
  ['Dental floss in glass', 'Dental floss refill 2 x 30 m'],
  ['Safety razor', 'Razor blades'],
  ['Safety razor', 'Shaving soap'],
  ['Hand soap, loose', 'Refill bottle, amber glass'],
  ['Washing-up liquid, loose', 'Laundry liquid, loose'],
  ['Face cream 50 ml', 'Facial cleansing bar'],
  ['Sun cream tin', 'After-sun aloe gel'],
  ['Herbal tea 80 g', 'Gift box'],
];

const companionsOf = new Map<string, ReadonlySet<string>>();
for (const [left, right] of companions) {
  companionsOf.set(left, new Set([...(companionsOf.get(left) ?? []), right]));
  companionsOf.set(right, new Set([...(companionsOf.get(right) ?? []), left]));
}

const searched = 24;

/**
 * Deals lines out into baskets whose sizes follow `linesShares`; companions find each other more often than by chance. Lines of the
 * same item in a basket become one. Uses up `pool`. Nothing is added or lost.
 */
export function dealBaskets(random: Random, pool: BasketLine[], linesShares: readonly number[]): BasketLine[][] {
  shuffle(random, pool);
  const baskets: BasketLine[][] = [];
  while (pool.length > 0) {
    const basket: BasketLine[] = [];
    for (let wanted = drawIndex(random, linesShares) + 1; wanted > 0 && pool.length > 0; wanted -= 1) {
      if (basket.length > 0 && random() < affinity) bringCompanion(pool, basket);
      addLine(basket, must(pool.pop(), 'a line'));
    }
    baskets.push(basket);
  }
  return baskets;
}

/** How much of an item one customer takes at once: 1 piece, or what they fill into their jar, to 5 g. */
export function portionQtyMilli(random: Random, item: DemoItem): number {
  if (item.unit === 'each') return 1000;
  return Math.min(3000, Math.max(100, Math.round((550 * Math.exp(0.5 * drawNormal(random))) / 5) * 5));
}

function addLine(basket: BasketLine[], line: BasketLine): void {
  const same = basket.findIndex(({ item }) => item === line.item);
  if (same < 0) basket.push(line);
  else basket[same] = { item: line.item, qtyMilli: must(basket[same], 'line').qtyMilli + line.qtyMilli };
}

function bringCompanion(pool: BasketLine[], basket: readonly BasketLine[]): void {
  const top = pool.length - 1;
  for (let index = top; index >= Math.max(0, top - searched); index -= 1) {
    const candidate = must(pool[index], 'candidate');
    const liked = companionsOf.get(candidate.item.variantGroup);
    if (liked === undefined || !basket.some(({ item }) => liked.has(item.variantGroup))) continue;
    pool[index] = must(pool[top], 'top');
    pool[top] = candidate;
    return;
  }
}
