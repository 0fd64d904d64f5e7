import { gtinCheckDigit, must, type Currency, type Uuid } from '@barrow/kernel';
import { variantGroups, type Category, type VariantGroup } from './catalogue-groups.ts';
import { demoId, namedRandom } from './demo-id.ts';
import { popularity } from './demand-shape.ts';
import { drawFactor } from './draws.ts';
import type { DemoFormat, DemoLocation, TaxClass } from './network.ts';
import type { DemoSupplier, SupplierKey } from './suppliers.ts';

export type DemoItem = {
  readonly id: Uuid;
  readonly sku: string;
  /** GTIN-13 of the range 200 to 299, which GS1 leaves to each company's own use. */
  readonly gtin: string;
  readonly name: string;
  readonly category: Category;
  readonly variantGroup: string;
  /** The first item of its variant group; absent on that item itself. */
  readonly variantOf?: Uuid;
  readonly variant: string;
  readonly variantAxis: VariantGroup['axis'];
  readonly unit: 'each' | 'kg';
  readonly taxClass: TaxClass;
  /** Price of one unit by currency, micro; tax included but for USD. */
  readonly priceMicro: Readonly<Record<Currency, number>>;
  /** Cost of one unit by currency, micro, before tax. */
  readonly costMicro: Readonly<Record<Currency, number>>;
  /** Thousandths of a unit in one pack of the supplier. */
  readonly packMilli: number;
  readonly shelfLifeDays?: number;
  /** The main supplier first. */
  readonly supplierIds: readonly Uuid[];
  /** Its share of the network's demand; all items' add up to 1. */
  readonly popularity: number;
};

/** Invented rates, near those of 2025. */
const perEuro: Readonly<Record<Currency, number>> = { EUR: 1, GBP: 0.86, CHF: 0.97, USD: 1.09 };
/** The dearer of two countries pays more for the same item than the rate alone says. */
const priceLevel: Readonly<Record<Currency, number>> = { EUR: 1, GBP: 1.03, CHF: 1.24, USD: 0.98 };

export const demoCurrencies: readonly Currency[] = Object.keys(perEuro);

/** The 180 items, in the order of the catalogue. Their popularity is drawn by the seed; everything else is the same for every seed. */
export function demoItems({
  seed,
  suppliers,
}: {
  readonly seed: number;
  readonly suppliers: readonly DemoSupplier[];
}): readonly DemoItem[] {
  const supplierId = (key: SupplierKey): Uuid =>
    must(
      suppliers.find((supplier) => supplier.key === key),
      key,
    ).id;
  const flat = variantGroups.flatMap((group, groupIndex) =>
    group.variants.map((variant, variantIndex) => ({ group, groupIndex, variant, variantIndex })),
  );
  const shares = popularityShares(
    seed,
    flat.map(({ group, variantIndex }) => group.appeal / (1 + 0.25 * variantIndex)),
  );
  return flat.map(({ group, groupIndex, variant, variantIndex }, index) => {
    const sku = skuOf(groupIndex, variantIndex);
    const gtinBody = `299${String(4_100_000 + index * 37).padStart(9, '0')}`;
    const euros = group.euros * (1 + group.step * variantIndex);
    return {
      id: demoId(seed, `item/${sku}`),
      sku,
      gtin: gtinBody + gtinCheckDigit(gtinBody),
      name: `${group.name}, ${variant}`,
      category: group.category,
      variantGroup: group.name,
      ...(variantIndex === 0 ? {} : { variantOf: demoId(seed, `item/${skuOf(groupIndex, 0)}`) }),
      variant,
      variantAxis: group.axis,
      unit: group.unit,
      taxClass: group.taxClass,
      priceMicro: byCurrency((currency) =>
        niceMicro(euros * must(perEuro[currency], currency) * must(priceLevel[currency], currency), currency),
      ),
      costMicro: byCurrency(
        (currency) => Math.round((euros / 1.19) * group.costShare * must(perEuro[currency], currency) * 10_000) * 100,
      ),
      packMilli: group.pack * 1000,
      ...(group.shelfLifeDays === undefined ? {} : { shelfLifeDays: group.shelfLifeDays }),
      supplierIds: group.suppliers.map(supplierId),
      popularity: must(shares[index], 'share'),
    };
  });
}

function skuOf(groupIndex: number, variantIndex: number): string {
  return `FF-${String(groupIndex + 1).padStart(2, '0')}${String(variantIndex + 1).padStart(2, '0')}`;
}

/** Each seed ranks the items anew, appeal helping; the rank decides the share (Zipf and Mandelbrot: 1 / (rank + shift)^exponent). */
function popularityShares(seed: number, appeals: readonly number[]): number[] {
  const random = namedRandom(seed, 'popularity');
  const ranked = appeals
    .map((appeal, index) => ({ index, score: appeal * drawFactor(random, popularity.rankNoise) }))
    .toSorted((a, b) => b.score - a.score);
  const shares = appeals.map(() => 0);
  let sum = 0;
  for (const [rank, { index }] of ranked.entries()) {
    const share = (rank + 1 + popularity.shift) ** -popularity.exponent;
    shares[index] = share;
    sum += share;
  }
  return shares.map((share) => share / sum);
}

function byCurrency(amount: (currency: Currency) => number): Record<Currency, number> {
  return Object.fromEntries(demoCurrencies.map((currency) => [currency, amount(currency)]));
}

/** A price as shops write it: to 10 cents, 5 Rappen, or ending in 9 cents. */
function niceMicro(amount: number, currency: Currency): number {
  const minor = amount * 100;
  if (currency === 'USD') return (Math.max(1, Math.round(minor / 50)) * 50 - 1) * 10_000;
  const step = currency === 'CHF' ? 5 : 10;
  return Math.max(step, Math.round(minor / step) * step) * 10_000;
}

/** How well a category suits a format: 0 keeps it out, above 1 brings it in before others. */
const fit: Readonly<Record<DemoFormat, Partial<Readonly<Record<Category, number>>>>> = {
  shop: {},
  kiosk: { 'bulk-refills': 0, 'oral-care': 2, paper: 1.5, 'gift-sets': 0.5, 'period-care': 1.5, 'sun-care': 1.5 },
  'pop-up': { 'bulk-refills': 0, 'gift-sets': 3, 'soap-bars': 1.5, paper: 0.3, 'refill-packs': 0.5 },
  van: { 'bulk-refills': 2.5, 'gift-sets': 0.3, 'soap-bars': 1.5, 'tea-and-books': 0.5 },
  online: { 'bulk-refills': 0 },
  warehouse: {},
};

/** An item of a location with the item's share of its demand; the shares of a location add up to 1. */
export type Assorted = { readonly item: DemoItem; readonly share: number };

/** What a location carries: the most wanted there, by popularity, its format and local taste. The warehouse carries everything. */
export function assortmentOf(seed: number, location: DemoLocation, items: readonly DemoItem[]): readonly Assorted[] {
  const random = namedRandom(seed, `assortment/${location.code}`);
  const scored = items.map((item) => ({
    item,
    score: item.popularity * (fit[location.format][item.category] ?? 1) * drawFactor(random, popularity.localTaste),
  }));
  const chosen = scored
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, location.assortmentSize);
  const sum = chosen.reduce((total, { score }) => total + score, 0);
  return chosen.map(({ item, score }) => ({ item, share: score / sum }));
}
