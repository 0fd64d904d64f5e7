import { must } from '@barrow/kernel';
import type { TaxClass } from './network.ts';
import { supplierKeys, type SupplierKey } from './suppliers.ts';

export const categories = [
  'soap-bars',
  'hair-care',
  'oral-care',
  'skin-care',
  'sun-care',
  'bulk-refills',
  'refill-packs',
  'accessories',
  'period-care',
  'tea-and-books',
  'paper',
  'gift-sets',
] as const;
export type Category = (typeof categories)[number];

const axes = ['scent', 'size', 'kind'] as const;
const units = ['each', 'kg'] as const;
const taxClasses = ['standard', 'reduced'] as const;

export type VariantGroup = {
  readonly category: Category;
  readonly name: string;
  readonly axis: (typeof axes)[number];
  readonly variants: readonly string[];
  readonly unit: (typeof units)[number];
  /** Price of the first variant in euros, tax included. */
  readonly euros: number;
  /** What each further variant adds to the price, as a share of the first. */
  readonly step: number;
  readonly costShare: number;
  readonly pack: number;
  readonly suppliers: readonly SupplierKey[];
  readonly taxClass: TaxClass;
  readonly shelfLifeDays: number | undefined;
  /** How much it is asked for, 1 to 10, before chance has its say. */
  readonly appeal: number;
};

/**
 * The 63 variant groups, 180 items in all. A table in text, because a formatter would spread it over a thousand lines.
 * Columns: category, name, axis and variants, unit, euros (+ step), cost as a share of the net price, pack, suppliers, tax class, shelf life in days, appeal.
 */
const table = `
soap-bars | Body soap 100 g | scent: Lavender, Rosemary, Oat & honey, Orange peel, Charcoal, Unscented, Cedar, Calendula | each | 6.5 | 0.4 | 12 | lauge | standard | 730 | 10
soap-bars | Olive soap 200 g | scent: Classic, Bay laurel, Sea salt | each | 8.9 | 0.42 | 10 | lauge | standard | 900 | 7
soap-bars | Kitchen soap | scent: Lemon, Coffee | each | 5.9 | 0.4 | 12 | lauge | standard | 730 | 5
soap-bars | Shaving soap | scent: Sandalwood, Mint, Unscented | each | 9.5 | 0.42 | 6 | lauge | standard | 730 | 4
soap-bars | Soap ends by weight | kind: Mixed | kg | 22 | 0.3 | 5 | lauge | standard | 730 | 5
hair-care | Shampoo bar 80 g | scent: Nettle, Rose, Birch, Coconut, Tea tree, Chamomile, Baby mild, Unscented | each | 10.9 | 0.43 | 12 | lauge | standard | 540 | 10
hair-care | Conditioner bar 60 g | scent: Shea, Argan, Oat, Mint | each | 11.9 | 0.44 | 8 | lauge | standard | 540 | 6
hair-care | Travel shampoo bar 30 g | scent: Nettle, Rose, Coconut | each | 5.5 | 0.42 | 12 | lauge | standard | 540 | 6
hair-care | Dry shampoo powder | kind: Light hair, Dark hair | each | 12.5 | 0.45 | 6 | moor, lauge | standard | 720 | 3
oral-care | Bamboo toothbrush | kind: Soft, Medium, Firm, Child | each | 3.9 | 0.35 | 24 | verde, escova | standard | - | 10
oral-care | Toothpaste tablets 125 | scent: Mint, Fennel, Strawberry child, Mint with fluoride | each | 8.5 | 0.45 | 12 | verde | standard | 600 | 8
oral-care | Toothpaste in glass 60 ml | scent: Mint, Sage, Cinnamon | each | 7.9 | 0.46 | 12 | verde | standard | 540 | 5
oral-care | Dental floss in glass | scent: Mint, Charcoal | each | 5.9 | 0.42 | 12 | verde | standard | - | 6
oral-care | Dental floss refill 2 x 30 m | scent: Mint, Charcoal | each | 5.5 | 0.42 | 12 | verde | standard | - | 5
oral-care | Mouthwash tablets | scent: Mint, Clove | each | 7.5 | 0.44 | 12 | verde | standard | 600 | 3
oral-care | Tongue scraper | kind: Copper, Steel | each | 7.9 | 0.4 | 10 | verde, escova | standard | - | 3
oral-care | Bamboo brush heads, pair | kind: Soft, Medium | each | 7.5 | 0.44 | 10 | verde | standard | - | 4
oral-care | Interdental brushes | size: 0.45 mm, 0.60 mm | each | 4.5 +0 | 0.42 | 12 | verde | standard | - | 3
skin-care | Face cream 50 ml | kind: Day, Night, Sensitive, Rich | each | 19.9 | 0.42 | 6 | moor | standard | 365 | 6
skin-care | Body butter 100 ml | scent: Cocoa, Shea, Mango | each | 14.5 | 0.43 | 6 | moor | standard | 365 | 5
skin-care | Lotion bar | scent: Vanilla, Almond, Unscented | each | 9.9 | 0.42 | 8 | moor, lauge | standard | 365 | 4
skin-care | Facial oil 30 ml | kind: Rosehip, Jojoba, Sea buckthorn | each | 16.9 | 0.42 | 6 | moor | standard | 420 | 4
skin-care | Facial cleansing bar | kind: Green clay, Rose clay, Charcoal | each | 9.5 | 0.42 | 8 | moor, lauge | standard | 540 | 5
skin-care | Hand balm 30 g | scent: Beeswax, Calendula, Lavender | each | 8.5 | 0.42 | 12 | moor | standard | 540 | 7
skin-care | Lip balm | scent: Beeswax, Mint, Berry, Cocoa, Unscented | each | 4.5 | 0.38 | 24 | moor | standard | 540 | 10
skin-care | Deodorant cream 60 g | scent: Sage, Citrus, Unscented, Cedar | each | 9.9 | 0.42 | 8 | moor | standard | 540 | 8
skin-care | Deodorant stick in paper | scent: Sage, Citrus, Unscented | each | 11.5 | 0.44 | 8 | moor | standard | 540 | 6
skin-care | Face mask powder | kind: Clay, Matcha | each | 12.9 | 0.42 | 6 | moor | standard | 540 | 2
skin-care | Facial toner 100 ml | kind: Rose water, Witch hazel | each | 11.9 | 0.42 | 6 | moor | standard | 365 | 3
sun-care | Sun cream tin | kind: SPF 30, SPF 50, SPF 50 child | each | 17.9 | 0.48 | 6 | moor | standard | 300 | 6
sun-care | After-sun aloe gel | size: 100 ml, 200 ml | each | 9.9 +0.6 | 0.44 | 6 | moor | standard | 300 | 4
bulk-refills | Hand soap, loose | scent: Lavender, Lemon, Unscented | kg | 9.5 | 0.4 | 10 | kanister | standard | 365 | 8
bulk-refills | Shower gel, loose | scent: Nettle, Orange, Unscented | kg | 12.5 | 0.42 | 10 | kanister | standard | 365 | 7
bulk-refills | Shampoo, loose | scent: Birch, Chamomile | kg | 14.5 | 0.43 | 10 | kanister | standard | 365 | 7
bulk-refills | Washing-up liquid, loose | scent: Lemon, Unscented | kg | 5.5 | 0.4 | 20 | kanister | standard | 540 | 9
bulk-refills | Laundry liquid, loose | scent: Lavender, Unscented, Wool & silk | kg | 6.5 | 0.42 | 20 | kanister | standard | 540 | 8
bulk-refills | Cleaning powder, loose | kind: Bicarbonate, Citric acid, Washing soda | kg | 4.9 | 0.35 | 25 | kanister | standard | - | 5
refill-packs | Cleaner tablets | kind: All-purpose lemon, Eucalyptus, Bathroom | each | 2.9 | 0.4 | 24 | kanister, papier | standard | 720 | 6
refill-packs | Hand soap tablets | scent: Lavender, Almond | each | 3.5 | 0.4 | 24 | kanister | standard | 720 | 4
refill-packs | Dishwasher tablets | size: 40, 80 | each | 9.9 +0.85 | 0.5 | 8 | kanister | standard | 720 | 4
accessories | Soap dish | kind: Bamboo, Olive wood, Stone | each | 7.9 | 0.4 | 10 | escova | standard | - | 6
accessories | Soap saver bag | kind: Sisal, Cotton | each | 3.9 | 0.38 | 20 | escova | standard | - | 7
accessories | Konjac sponge | kind: Natural, Charcoal | each | 6.5 | 0.38 | 12 | escova | standard | 540 | 5
accessories | Loofah | size: Small, Large | each | 4.5 +0.5 | 0.36 | 12 | escova | standard | - | 4
accessories | Washable make-up pads | size: 7, 16 | each | 8.9 +0.7 | 0.42 | 8 | escova | standard | - | 5
accessories | Safety razor | kind: Steel, Rose, Bamboo handle | each | 26.9 | 0.45 | 4 | escova | standard | - | 3
accessories | Razor blades | size: 10, 50 | each | 3.5 +2.4 | 0.4 | 10 | escova, papier | standard | - | 5
accessories | Hair brush | kind: Bamboo, Beech, Travel | each | 14.9 | 0.42 | 5 | escova | standard | - | 3
accessories | Wooden comb | kind: Wide, Fine | each | 6.9 | 0.4 | 10 | escova | standard | - | 3
accessories | Toothbrush case | kind: Bamboo, Steel | each | 4.9 | 0.4 | 12 | escova | standard | - | 4
accessories | Refill bottle, amber glass | size: 250 ml, 500 ml, 500 ml with pump | each | 3.9 +0.4 | 0.45 | 12 | kanister, escova | standard | - | 5
accessories | Nail brush | kind: Beech, Olive wood | each | 5.9 | 0.4 | 10 | escova | standard | - | 3
accessories | Cotton hair ties | kind: Black, Earth, Mixed | each | 4.5 | 0.36 | 20 | escova | standard | - | 4
accessories | Bamboo cotton buds | size: 100, 200 | each | 2.5 +0.7 | 0.4 | 24 | papier, escova | standard | - | 6
accessories | Washcloth | kind: Sand, Moss, Clay | each | 6.5 | 0.42 | 10 | escova | standard | - | 3
period-care | Menstrual cup | size: S, M, L | each | 17.9 +0 | 0.45 | 6 | papier | reduced | - | 3
period-care | Cloth pads | kind: Day, Night, Set of 5 | each | 9.9 | 0.45 | 8 | papier | reduced | - | 4
tea-and-books | Herbal tea 80 g | kind: Fennel, Nettle, Evening | each | 5.9 | 0.48 | 8 | papier | reduced | 420 | 5
tea-and-books | Guide book | kind: The zero-waste bathroom, Soap from the kitchen | each | 14.9 | 0.6 | 5 | papier | reduced | - | 2
paper | Bamboo toilet paper | size: 4 rolls, 24 rolls | each | 4.5 +4 | 0.55 | 6 | papier | standard | - | 6
paper | Bamboo tissues | size: Pocket pack, Box | each | 1.9 +0.8 | 0.45 | 24 | papier | standard | - | 6
paper | Washable kitchen roll | kind: Set of 12 | each | 16.9 | 0.48 | 6 | papier, escova | standard | - | 3
gift-sets | Gift box | kind: Bathroom starter, Lavender, Shaving, Baby, Travel, Kitchen, Skin care, Winter | each | 34.9 | 0.48 | 4 | papier, lauge | standard | 420 | 5
`;

export const variantGroups: readonly VariantGroup[] = table.trim().split('\n').map(parseGroup);

function parseGroup(row: string): VariantGroup {
  const cells = row.split('|').map((cell) => cell.trim());
  const cell = (index: number): string => must(cells[index], `cell ${index} of "${row}"`);
  const [axis, variants] = parts(cell(2), ': ');
  const [euros, step] = parts(`${cell(4)} +`, ' +');
  return {
    category: oneOf(categories, cell(0)),
    name: cell(1),
    axis: oneOf(axes, axis),
    variants: variants.split(', '),
    unit: oneOf(units, cell(3)),
    euros: Number(euros),
    step: step === '' ? (axis === 'size' ? 0.3 : 0) : Number.parseFloat(step),
    costShare: Number(cell(5)),
    pack: Number(cell(6)),
    suppliers: cell(7)
      .split(', ')
      .map((key) => oneOf(supplierKeys, key)),
    taxClass: oneOf(taxClasses, cell(8)),
    shelfLifeDays: cell(9) === '-' ? undefined : Number(cell(9)),
    appeal: Number(cell(10)),
  };
}

function parts(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}

function oneOf<Value extends string>(values: readonly Value[], text: string): Value {
  return must(
    values.find((value) => value === text),
    `"${text}" among ${values.join(', ')}`,
  );
}
