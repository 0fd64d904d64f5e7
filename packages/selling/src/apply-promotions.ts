import type { Promotion, PromotionRule, SaleLineInput } from '@barrow/contracts';
import { allocate, mulDivRound, type Currency } from '@barrow/kernel';
import { grossOf } from './gross.ts';
import { holds, type PromotionMoment } from './promotion-times.ts';
import { dearestFirst, leftMinor, split, unitLeftMinor, unitsOf, type Portion } from './promotion-portions.ts';

/** What a promotion takes off a line, minor units. */
export type PromotionShare = { readonly promotionId: string; readonly lineNo: number; readonly amountMinor: number };

export type Promoted = {
  /** The lines with what promotions take off in their discount; in the order they came. */
  readonly lines: readonly SaleLineInput[];
  /** By line, then by promotion in the order they were applied. */
  readonly shares: readonly PromotionShare[];
};

/**
 * Takes promotions off a basket. They go by priority, then id. One that does not stack takes goods that no other has touched and leaves them
 * to no other; those that stack go on top of each other, each on what is left to pay. Returns, goods of unknown items and lines that somebody gave a
 * discount by hand take no part. Goods of one item at one price are taken together, so that neither the order of lines nor how they are split
 * changes what is taken off in all. Never more than a line's price.
 */
export function applyPromotions(
  lines: readonly SaleLineInput[],
  promotions: readonly Promotion[],
  moment: PromotionMoment,
  currency: Currency,
): Promoted {
  const held = promotions.filter((promotion) => holds(promotion, moment)).toSorted(byPriority);
  const groups = groupsOf(lines, currency);
  if (held.length === 0 || groups.length === 0) return { lines, shares: [] };
  let portions: readonly Portion[] = groups.map(({ portion }) => portion);
  const taken: TakenOff[] = [];
  for (const promotion of held) {
    const open = (one: Portion): boolean =>
      one.qtyMilli > 0 && (one.state === 'free' || (promotion.stacks && one.state === 'stacked'));
    const after = take(promotion.rule, portions.filter(open), currency);
    const state = promotion.stacks ? 'stacked' : 'closed';
    portions = [...portions.filter((one) => !open(one)), ...after.map((one) => closed(one, state))];
    for (const { portion, off } of after)
      if (off !== null && off > 0)
        taken.push({ promotionId: promotion.promotionId, group: portion.group, amountMinor: off });
  }
  const shares = groups.flatMap(({ lines: ofGroup }, group) =>
    sharesOf(
      ofGroup,
      taken.filter((one) => one.group === group),
    ),
  );
  const offByLine = new Map<number, number>();
  for (const { lineNo, amountMinor } of shares) offByLine.set(lineNo, (offByLine.get(lineNo) ?? 0) + amountMinor);
  return {
    lines: lines.map((line, index) => {
      const off = offByLine.get(index + 1) ?? 0;
      return off === 0 ? line : { ...line, discountMinor: off };
    }),
    shares: merged(shares).toSorted((a, b) => a.lineNo - b.lineNo),
  };
}

type TakenOff = { readonly promotionId: string; readonly group: number; readonly amountMinor: number };

function byPriority(a: Promotion, b: Promotion): number {
  return b.priority - a.priority || (a.promotionId < b.promotionId ? -1 : 1);
}

type LineOfGroup = { readonly lineNo: number; readonly qtyMilli: number; readonly grossMinor: number };
type Group = { readonly portion: Portion; readonly lines: readonly LineOfGroup[] };

/** Lines of one item at one price, the largest line first. */
function groupsOf(lines: readonly SaleLineInput[], currency: Currency): Group[] {
  const byKey = new Map<string, { itemId: string; unitPriceMicro: number; lines: LineOfGroup[] }>();
  for (const [index, line] of lines.entries()) {
    const { itemId, unitPriceMicro, qtyMilli } = line;
    const grossMinor = grossOf(line, currency);
    if (itemId === undefined || qtyMilli <= 0 || (line.discountMinor ?? 0) !== 0 || grossMinor === null) continue;
    const key = `${itemId} ${unitPriceMicro}`;
    const group = byKey.get(key) ?? { itemId, unitPriceMicro, lines: [] };
    group.lines.push({ lineNo: index + 1, qtyMilli, grossMinor });
    byKey.set(key, group);
  }
  return [...byKey.values()].map(({ itemId, unitPriceMicro, lines: ofGroup }, group) => ({
    portion: {
      group,
      itemId,
      unitPriceMicro,
      qtyMilli: ofGroup.reduce((sum, line) => sum + line.qtyMilli, 0),
      grossMinor: ofGroup.reduce((sum, line) => sum + line.grossMinor, 0),
      takenMinor: 0,
      state: 'free',
    },
    lines: ofGroup.toSorted((a, b) => b.qtyMilli - a.qtyMilli),
  }));
}

/** A portion after a promotion: `off` is what was taken, null when it took no part. */
type Taken = { readonly portion: Portion; readonly off: number | null };

function closed({ portion, off }: Taken, state: 'stacked' | 'closed'): Portion {
  return off === null ? portion : { ...portion, takenMinor: portion.takenMinor + off, state };
}

function take(rule: PromotionRule, open: readonly Portion[], currency: Currency): readonly Taken[] {
  switch (rule.kind) {
    case 'percent':
      return open.map((portion) =>
        isAmong(rule.itemIds, portion)
          ? { portion, off: mulDivRound(leftMinor(portion), rule.ratePpm, 1_000_000) }
          : { portion, off: null },
      );
    case 'amount':
      return open.map((portion) =>
        isAmong(rule.itemIds, portion)
          ? { portion, off: Math.min(leftMinor(portion), mulDivRound(rule.amountMinor, portion.qtyMilli, 1_000)) }
          : { portion, off: null },
      );
    case 'n-for-m':
      return takeSets(rule, open, currency);
    case 'bundle':
      return takeBundles(rule, open, currency);
  }
}

function isAmong(itemIds: readonly string[] | null, { itemId }: Portion): boolean {
  return itemIds === null || itemIds.includes(itemId);
}

/**
 * Units stand in a row, the dearest first, and are cut into sets of `take`; of each set the cheapest `take - pay` are free. So the
 * customer gets the most that sets of these units can give, and the cheapest units are those left over.
 */
function takeSets(
  { itemIds, take: size, pay }: Extract<PromotionRule, { kind: 'n-for-m' }>,
  open: readonly Portion[],
  currency: Currency,
): readonly Taken[] {
  const takesPart = (portion: Portion): boolean => isAmong(itemIds, portion) && unitsOf(portion) > 0;
  const row = open.filter(takesPart).toSorted(dearestFirst);
  const inSets = Math.floor(row.reduce((sum, one) => sum + unitsOf(one), 0) / size) * size;
  const freeUpTo = (position: number): number =>
    Math.floor(position / size) * (size - pay) + Math.max(0, (position % size) - pay);
  let position = 0;
  const after: Taken[] = open.filter((one) => !takesPart(one)).map((portion) => ({ portion, off: null }));
  for (const portion of row) {
    const units = Math.max(0, Math.min(unitsOf(portion), inSets - position));
    const free = freeUpTo(position + units) - freeUpTo(position);
    const [rest, used] = split(portion, units, currency);
    if (units > 0) after.push({ portion: used, off: mulDivRound(leftMinor(used), free, units) });
    if (rest.qtyMilli > 0) after.push({ portion: rest, off: null });
    position += units;
  }
  return after;
}

/** Bundles of the dearest units first, as long as a bundle costs less than its units. */
function takeBundles(
  { parts, priceMinor }: Extract<PromotionRule, { kind: 'bundle' }>,
  open: readonly Portion[],
  currency: Currency,
): readonly Taken[] {
  const row = open.map((portion) => ({ portion, units: unitsOf(portion), used: 0, off: 0 }));
  const sorted = row.toSorted((a, b) => dearestFirst(a.portion, b.portion));
  const wanted = parts.flatMap(({ itemIds, units }) => Array.from({ length: units }, () => new Set(itemIds)));
  for (;;) {
    const chosen: (typeof row)[number][] = [];
    for (const itemIds of wanted) {
      const next = sorted.find(
        (one) =>
          itemIds.has(one.portion.itemId) && one.units > one.used + chosen.filter((other) => other === one).length,
      );
      if (next !== undefined) chosen.push(next);
    }
    const values = chosen.map(({ portion }) => unitLeftMinor(portion));
    const off = values.reduce((sum, value) => sum + value, 0) - priceMinor;
    if (chosen.length < wanted.length || off <= 0) break;
    const shares = allocate(off, values);
    for (const [index, one] of chosen.entries()) {
      one.used += 1;
      one.off += shares[index] ?? 0;
    }
  }
  return row.flatMap(({ portion, used, off }): Taken[] => {
    if (used === 0) return [{ portion, off: null }];
    const [rest, inBundles] = split(portion, used, currency);
    const after: Taken[] = [{ portion: inBundles, off: Math.min(off, leftMinor(inBundles)) }];
    return rest.qtyMilli > 0 ? [...after, { portion: rest, off: null }] : after;
  });
}

/** Gives what promotions take off a group to its lines, one promotion after the other, each in proportion to what is left of a line. */
function sharesOf(lines: readonly LineOfGroup[], taken: readonly TakenOff[]): PromotionShare[] {
  const left = lines.map(({ grossMinor }) => grossMinor);
  return taken.flatMap(({ promotionId, amountMinor }) => {
    const shares = allocate(amountMinor, left);
    return lines.flatMap(({ lineNo }, index) => {
      const share = shares[index] ?? 0;
      left[index] = (left[index] ?? 0) - share;
      return share === 0 ? [] : [{ promotionId, lineNo, amountMinor: share }];
    });
  });
}

/** One entry for a promotion and a line. */
function merged(shares: readonly PromotionShare[]): PromotionShare[] {
  const byKey = new Map<string, PromotionShare>();
  for (const share of shares) {
    const key = `${share.promotionId} ${share.lineNo}`;
    const before = byKey.get(key)?.amountMinor ?? 0;
    byKey.set(key, { ...share, amountMinor: before + share.amountMinor });
  }
  return [...byKey.values()];
}
