import type { TaxClass } from './network.ts';
import type { SupplierKey } from './suppliers.ts';

export const categories = [
  'soap-bars', 'hair-care', 'oral-care', 'skin-care', 'sun-care', 'bulk-refills', 'refill-packs', 'accessories', 'period-care',
  'tea-and-books', 'paper', 'gift-sets',
] as const;
export type Category = (typeof categories)[number];

export type VariantGroup = {
  readonly category: Category;
  readonly name: string;
  readonly axis: 'scent' | 'size' | 'kind';
  readonly variants: readonly string[];
  readonly unit: 'each' | 'kg';
  /** Price in euros, tax included, and what each further variant on a size axis adds to it, as a share. */
  readonly euros: number;
  readonly step?: number;
  readonly costShare: number;
  readonly pack: number;
  readonly supplier: SupplierKey;
  readonly second?: SupplierKey;
  readonly taxClass?: TaxClass;
  readonly shelfLifeDays?: number;
  /** How much it is asked for, 1 to 10, before chance has its say. */
  readonly appeal: number;
};

/** The 64 variant groups, 180 items in all. */
export const variantGroups: readonly VariantGroup[] = [
  { category: 'soap-bars', name: 'Body soap 100 g', axis: 'scent', variants: ['Lavender', 'Rosemary', 'Oat & honey', 'Orange peel', 'Charcoal', 'Unscented', 'Cedar', 'Calendula'], unit: 'each', euros: 6.5, costShare: 0.4, pack: 12, supplier: 'lauge', shelfLifeDays: 730, appeal: 10 },
  { category: 'soap-bars', name: 'Olive soap 200 g', axis: 'scent', variants: ['Classic', 'Bay laurel', 'Sea salt'], unit: 'each', euros: 8.9, costShare: 0.42, pack: 10, supplier: 'lauge', shelfLifeDays: 900, appeal: 7 },
  { category: 'soap-bars', name: 'Kitchen soap', axis: 'scent', variants: ['Lemon', 'Coffee'], unit: 'each', euros: 5.9, costShare: 0.4, pack: 12, supplier: 'lauge', shelfLifeDays: 730, appeal: 5 },
  { category: 'soap-bars', name: 'Shaving soap', axis: 'scent', variants: ['Sandalwood', 'Mint', 'Unscented'], unit: 'each', euros: 9.5, costShare: 0.42, pack: 6, supplier: 'lauge', shelfLifeDays: 730, appeal: 4 },
  { category: 'soap-bars', name: 'Soap ends by weight', axis: 'kind', variants: ['Mixed'], unit: 'kg', euros: 22, costShare: 0.3, pack: 5, supplier: 'lauge', shelfLifeDays: 730, appeal: 5 },
  { category: 'hair-care', name: 'Shampoo bar 80 g', axis: 'scent', variants: ['Nettle', 'Rose', 'Birch', 'Coconut', 'Tea tree', 'Chamomile', 'Baby mild', 'Unscented'], unit: 'each', euros: 10.9, costShare: 0.43, pack: 12, supplier: 'lauge', shelfLifeDays: 540, appeal: 10 },
  { category: 'hair-care', name: 'Conditioner bar 60 g', axis: 'scent', variants: ['Shea', 'Argan', 'Oat', 'Mint'], unit: 'each', euros: 11.9, costShare: 0.44, pack: 8, supplier: 'lauge', shelfLifeDays: 540, appeal: 6 },
  { category: 'hair-care', name: 'Travel shampoo bar 30 g', axis: 'scent', variants: ['Nettle', 'Rose', 'Coconut'], unit: 'each', euros: 5.5, costShare: 0.42, pack: 12, supplier: 'lauge', shelfLifeDays: 540, appeal: 6 },
  { category: 'hair-care', name: 'Dry shampoo powder', axis: 'kind', variants: ['Light hair', 'Dark hair'], unit: 'each', euros: 12.5, costShare: 0.45, pack: 6, supplier: 'moor', second: 'lauge', shelfLifeDays: 720, appeal: 3 },
  { category: 'oral-care', name: 'Bamboo toothbrush', axis: 'kind', variants: ['Soft', 'Medium', 'Firm', 'Child'], unit: 'each', euros: 3.9, costShare: 0.35, pack: 24, supplier: 'verde', second: 'escova', appeal: 10 },
  { category: 'oral-care', name: 'Toothpaste tablets 125', axis: 'scent', variants: ['Mint', 'Fennel', 'Strawberry child', 'Mint with fluoride'], unit: 'each', euros: 8.5, costShare: 0.45, pack: 12, supplier: 'verde', shelfLifeDays: 600, appeal: 8 },
  { category: 'oral-care', name: 'Toothpaste in glass 60 ml', axis: 'scent', variants: ['Mint', 'Sage', 'Cinnamon'], unit: 'each', euros: 7.9, costShare: 0.46, pack: 12, supplier: 'verde', shelfLifeDays: 540, appeal: 5 },
  { category: 'oral-care', name: 'Dental floss in glass', axis: 'scent', variants: ['Mint', 'Charcoal'], unit: 'each', euros: 5.9, costShare: 0.42, pack: 12, supplier: 'verde', appeal: 6 },
  { category: 'oral-care', name: 'Dental floss refill 2 x 30 m', axis: 'scent', variants: ['Mint', 'Charcoal'], unit: 'each', euros: 5.5, costShare: 0.42, pack: 12, supplier: 'verde', appeal: 5 },
  { category: 'oral-care', name: 'Mouthwash tablets', axis: 'scent', variants: ['Mint', 'Clove'], unit: 'each', euros: 7.5, costShare: 0.44, pack: 12, supplier: 'verde', shelfLifeDays: 600, appeal: 3 },
  { category: 'oral-care', name: 'Tongue scraper', axis: 'kind', variants: ['Copper', 'Steel'], unit: 'each', euros: 7.9, costShare: 0.4, pack: 10, supplier: 'verde', second: 'escova', appeal: 3 },
  { category: 'oral-care', name: 'Bamboo brush heads, pair', axis: 'kind', variants: ['Soft', 'Medium'], unit: 'each', euros: 7.5, costShare: 0.44, pack: 10, supplier: 'verde', appeal: 4 },
  { category: 'oral-care', name: 'Interdental brushes', axis: 'size', variants: ['0.45 mm', '0.60 mm'], unit: 'each', euros: 4.5, step: 0, costShare: 0.42, pack: 12, supplier: 'verde', appeal: 3 },
  { category: 'skin-care', name: 'Face cream 50 ml', axis: 'kind', variants: ['Day', 'Night', 'Sensitive', 'Rich'], unit: 'each', euros: 19.9, costShare: 0.42, pack: 6, supplier: 'moor', shelfLifeDays: 365, appeal: 6 },
  { category: 'skin-care', name: 'Body butter 100 ml', axis: 'scent', variants: ['Cocoa', 'Shea', 'Mango'], unit: 'each', euros: 14.5, costShare: 0.43, pack: 6, supplier: 'moor', shelfLifeDays: 365, appeal: 5 },
  { category: 'skin-care', name: 'Lotion bar', axis: 'scent', variants: ['Vanilla', 'Almond', 'Unscented'], unit: 'each', euros: 9.9, costShare: 0.42, pack: 8, supplier: 'moor', second: 'lauge', shelfLifeDays: 365, appeal: 4 },
  { category: 'skin-care', name: 'Facial oil 30 ml', axis: 'kind', variants: ['Rosehip', 'Jojoba', 'Sea buckthorn'], unit: 'each', euros: 16.9, costShare: 0.42, pack: 6, supplier: 'moor', shelfLifeDays: 420, appeal: 4 },
  { category: 'skin-care', name: 'Facial cleansing bar', axis: 'kind', variants: ['Green clay', 'Rose clay', 'Charcoal'], unit: 'each', euros: 9.5, costShare: 0.42, pack: 8, supplier: 'moor', second: 'lauge', shelfLifeDays: 540, appeal: 5 },
  { category: 'skin-care', name: 'Hand balm 30 g', axis: 'scent', variants: ['Beeswax', 'Calendula', 'Lavender'], unit: 'each', euros: 8.5, costShare: 0.42, pack: 12, supplier: 'moor', shelfLifeDays: 540, appeal: 7 },
  { category: 'skin-care', name: 'Lip balm', axis: 'scent', variants: ['Beeswax', 'Mint', 'Berry', 'Cocoa', 'Unscented'], unit: 'each', euros: 4.5, costShare: 0.38, pack: 24, supplier: 'moor', shelfLifeDays: 540, appeal: 10 },
  { category: 'skin-care', name: 'Deodorant cream 60 g', axis: 'scent', variants: ['Sage', 'Citrus', 'Unscented', 'Cedar'], unit: 'each', euros: 9.9, costShare: 0.42, pack: 8, supplier: 'moor', shelfLifeDays: 540, appeal: 8 },
  { category: 'skin-care', name: 'Deodorant stick in paper', axis: 'scent', variants: ['Sage', 'Citrus', 'Unscented'], unit: 'each', euros: 11.5, costShare: 0.44, pack: 8, supplier: 'moor', shelfLifeDays: 540, appeal: 6 },
  { category: 'skin-care', name: 'Face mask powder', axis: 'kind', variants: ['Clay', 'Matcha'], unit: 'each', euros: 12.9, costShare: 0.42, pack: 6, supplier: 'moor', shelfLifeDays: 540, appeal: 2 },
  { category: 'skin-care', name: 'Facial toner 100 ml', axis: 'kind', variants: ['Rose water', 'Witch hazel'], unit: 'each', euros: 11.9, costShare: 0.42, pack: 6, supplier: 'moor', shelfLifeDays: 365, appeal: 3 },
  { category: 'sun-care', name: 'Sun cream tin', axis: 'kind', variants: ['SPF 30', 'SPF 50', 'SPF 50 child'], unit: 'each', euros: 17.9, costShare: 0.48, pack: 6, supplier: 'moor', shelfLifeDays: 300, appeal: 6 },
  { category: 'sun-care', name: 'After-sun aloe gel', axis: 'size', variants: ['100 ml', '200 ml'], unit: 'each', euros: 9.9, step: 0.6, costShare: 0.44, pack: 6, supplier: 'moor', shelfLifeDays: 300, appeal: 4 },
  { category: 'bulk-refills', name: 'Hand soap, loose', axis: 'scent', variants: ['Lavender', 'Lemon', 'Unscented'], unit: 'kg', euros: 9.5, costShare: 0.4, pack: 10, supplier: 'kanister', shelfLifeDays: 365, appeal: 8 },
  { category: 'bulk-refills', name: 'Shower gel, loose', axis: 'scent', variants: ['Nettle', 'Orange', 'Unscented'], unit: 'kg', euros: 12.5, costShare: 0.42, pack: 10, supplier: 'kanister', shelfLifeDays: 365, appeal: 7 },
  { category: 'bulk-refills', name: 'Shampoo, loose', axis: 'scent', variants: ['Birch', 'Chamomile'], unit: 'kg', euros: 14.5, costShare: 0.43, pack: 10, supplier: 'kanister', shelfLifeDays: 365, appeal: 7 },
  { category: 'bulk-refills', name: 'Washing-up liquid, loose', axis: 'scent', variants: ['Lemon', 'Unscented'], unit: 'kg', euros: 5.5, costShare: 0.4, pack: 20, supplier: 'kanister', shelfLifeDays: 540, appeal: 9 },
  { category: 'bulk-refills', name: 'Laundry liquid, loose', axis: 'scent', variants: ['Lavender', 'Unscented', 'Wool & silk'], unit: 'kg', euros: 6.5, costShare: 0.42, pack: 20, supplier: 'kanister', shelfLifeDays: 540, appeal: 8 },
  { category: 'bulk-refills', name: 'Cleaning powder, loose', axis: 'kind', variants: ['Bicarbonate', 'Citric acid', 'Washing soda'], unit: 'kg', euros: 4.9, costShare: 0.35, pack: 25, supplier: 'kanister', appeal: 5 },
  { category: 'refill-packs', name: 'Cleaner tablets', axis: 'kind', variants: ['All-purpose lemon', 'Eucalyptus', 'Bathroom'], unit: 'each', euros: 2.9, costShare: 0.4, pack: 24, supplier: 'kanister', second: 'papier', shelfLifeDays: 720, appeal: 6 },
  { category: 'refill-packs', name: 'Hand soap tablets', axis: 'scent', variants: ['Lavender', 'Almond'], unit: 'each', euros: 3.5, costShare: 0.4, pack: 24, supplier: 'kanister', shelfLifeDays: 720, appeal: 4 },
  { category: 'refill-packs', name: 'Dishwasher tablets', axis: 'size', variants: ['40', '80'], unit: 'each', euros: 9.9, step: 0.85, costShare: 0.5, pack: 8, supplier: 'kanister', shelfLifeDays: 720, appeal: 4 },
  { category: 'accessories', name: 'Soap dish', axis: 'kind', variants: ['Bamboo', 'Olive wood', 'Stone'], unit: 'each', euros: 7.9, costShare: 0.4, pack: 10, supplier: 'escova', appeal: 6 },
  { category: 'accessories', name: 'Soap saver bag', axis: 'kind', variants: ['Sisal', 'Cotton'], unit: 'each', euros: 3.9, costShare: 0.38, pack: 20, supplier: 'escova', appeal: 7 },
  { category: 'accessories', name: 'Konjac sponge', axis: 'kind', variants: ['Natural', 'Charcoal'], unit: 'each', euros: 6.5, costShare: 0.38, pack: 12, supplier: 'escova', shelfLifeDays: 540, appeal: 5 },
  { category: 'accessories', name: 'Loofah', axis: 'size', variants: ['Small', 'Large'], unit: 'each', euros: 4.5, step: 0.5, costShare: 0.36, pack: 12, supplier: 'escova', appeal: 4 },
  { category: 'accessories', name: 'Washable make-up pads', axis: 'size', variants: ['7', '16'], unit: 'each', euros: 8.9, step: 0.7, costShare: 0.42, pack: 8, supplier: 'escova', appeal: 5 },
  { category: 'accessories', name: 'Safety razor', axis: 'kind', variants: ['Steel', 'Rose', 'Bamboo handle'], unit: 'each', euros: 26.9, costShare: 0.45, pack: 4, supplier: 'escova', appeal: 3 },
  { category: 'accessories', name: 'Razor blades', axis: 'size', variants: ['10', '50'], unit: 'each', euros: 3.5, step: 2.4, costShare: 0.4, pack: 10, supplier: 'escova', second: 'papier', appeal: 5 },
  { category: 'accessories', name: 'Hair brush', axis: 'kind', variants: ['Bamboo', 'Beech', 'Travel'], unit: 'each', euros: 14.9, costShare: 0.42, pack: 5, supplier: 'escova', appeal: 3 },
  { category: 'accessories', name: 'Wooden comb', axis: 'kind', variants: ['Wide', 'Fine'], unit: 'each', euros: 6.9, costShare: 0.4, pack: 10, supplier: 'escova', appeal: 3 },
  { category: 'accessories', name: 'Toothbrush case', axis: 'kind', variants: ['Bamboo', 'Steel'], unit: 'each', euros: 4.9, costShare: 0.4, pack: 12, supplier: 'escova', appeal: 4 },
  { category: 'accessories', name: 'Refill bottle, amber glass', axis: 'size', variants: ['250 ml', '500 ml', '500 ml with pump'], unit: 'each', euros: 3.9, step: 0.4, costShare: 0.45, pack: 12, supplier: 'kanister', second: 'escova', appeal: 5 },
  { category: 'accessories', name: 'Nail brush', axis: 'kind', variants: ['Beech', 'Olive wood'], unit: 'each', euros: 5.9, costShare: 0.4, pack: 10, supplier: 'escova', appeal: 3 },
  { category: 'accessories', name: 'Cotton hair ties', axis: 'kind', variants: ['Black', 'Earth', 'Mixed'], unit: 'each', euros: 4.5, costShare: 0.36, pack: 20, supplier: 'escova', appeal: 4 },
  { category: 'accessories', name: 'Bamboo cotton buds', axis: 'size', variants: ['100', '200'], unit: 'each', euros: 2.5, step: 0.7, costShare: 0.4, pack: 24, supplier: 'papier', second: 'escova', appeal: 6 },
  { category: 'accessories', name: 'Washcloth', axis: 'kind', variants: ['Sand', 'Moss', 'Clay'], unit: 'each', euros: 6.5, costShare: 0.42, pack: 10, supplier: 'escova', appeal: 3 },
  { category: 'period-care', name: 'Menstrual cup', axis: 'size', variants: ['S', 'M', 'L'], unit: 'each', euros: 17.9, step: 0, costShare: 0.45, pack: 6, supplier: 'papier', taxClass: 'reduced', appeal: 3 },
  { category: 'period-care', name: 'Cloth pads', axis: 'kind', variants: ['Day', 'Night', 'Set of 5'], unit: 'each', euros: 9.9, costShare: 0.45, pack: 8, supplier: 'papier', taxClass: 'reduced', appeal: 4 },
  { category: 'tea-and-books', name: 'Herbal tea 80 g', axis: 'kind', variants: ['Fennel', 'Nettle', 'Evening'], unit: 'each', euros: 5.9, costShare: 0.48, pack: 8, supplier: 'papier', taxClass: 'reduced', shelfLifeDays: 420, appeal: 5 },
  { category: 'tea-and-books', name: 'Guide book', axis: 'kind', variants: ['The zero-waste bathroom', 'Soap from the kitchen'], unit: 'each', euros: 14.9, costShare: 0.6, pack: 5, supplier: 'papier', taxClass: 'reduced', appeal: 2 },
  { category: 'paper', name: 'Bamboo toilet paper', axis: 'size', variants: ['4 rolls', '24 rolls'], unit: 'each', euros: 4.5, step: 4, costShare: 0.55, pack: 6, supplier: 'papier', appeal: 6 },
  { category: 'paper', name: 'Bamboo tissues', axis: 'size', variants: ['Pocket pack', 'Box'], unit: 'each', euros: 1.9, step: 0.8, costShare: 0.45, pack: 24, supplier: 'papier', appeal: 6 },
  { category: 'paper', name: 'Washable kitchen roll', axis: 'kind', variants: ['Set of 12'], unit: 'each', euros: 16.9, costShare: 0.48, pack: 6, supplier: 'papier', second: 'escova', appeal: 3 },
  { category: 'gift-sets', name: 'Gift box', axis: 'kind', variants: ['Bathroom starter', 'Lavender', 'Shaving', 'Baby', 'Travel', 'Kitchen', 'Skin care', 'Winter'], unit: 'each', euros: 34.9, costShare: 0.48, pack: 4, supplier: 'papier', second: 'lauge', shelfLifeDays: 420, appeal: 5 },
];
