/**
 * Every constant that gives the demo's demand its shape, with where it comes from. "bread", "pizza", "UCI" and "M5" are the real
 * sets named in README.md; `node tools/measure-demand.ts` prints their figures. What is marked invented has no source but sense.
 */
import type { Category } from './catalogue-groups.ts';

/** Fitted to the share of the top 20 % of items (M5 0.72, UCI 0.73) and the slope of ln volume over ln rank (UCI -0.84, M5 -1.02). */
export const popularity = { exponent: 1.02, shift: 1.2, rankNoise: 0.6, localTaste: 0.45 };

/** Fitted to variance / mean of days and weeks (bread 1.85 and 2.77; M5 2.66 and 5.08; pizza 1.04) and zero share at equal means. */
export const dispersion = {
  /** Shape of the gamma factor of each item-location-day: scale x mean^power within the limits. Rarer items are lumpier. */
  dailyShape: { scale: 1.4, power: 0.45, least: 0.35, most: 4 },
  /** Standard deviation of the logarithm of the slowly moving level of each item-location, and its week-to-week correlation. */
  levelSigma: 0.6,
  levelCorrelation: 0.93,
  /** The same for a location's whole day: weather, roadworks, luck. */
  daySigma: 0.16,
};

/** Units of one item on a line: bread 1.08, pizza 1.02. The share of units that join the line before them. */
export const sameLineShare = 0.06;

/** Shares of tickets with 1, 2, ... 9 lines: the mean of bread (0.396, 0.325, 0.161, 0.077, ...) and pizza (0.384, 0.290, 0.156, 0.135, ...). */
export const linesShares: readonly number[] = [0.39, 0.308, 0.158, 0.106, 0.017, 0.007, 0.004, 0.004, 0.006];

/** Tilts `linesShares` by format: share x tilt^lines. Above 1 baskets grow. Invented: small at a kiosk, larger online. */
export const linesTilt = { shop: 1.14, kiosk: 0.95, 'pop-up': 1.05, van: 1.1, online: 1.25, warehouse: 1 };

/** How often the next line of a basket is sought among the companions of those in it. Invented. */
export const affinity = 0.3;

/** Multiples of a mean day, Monday to Sunday. */
export const weekdayShape = {
  /** The mean of bread (0.85, 0.81, 0.79, 0.88, 1.05, 1.56, 1.05) and M5 (0.92, 0.88, 0.88, 0.90, 1.03, 1.23, 1.16). */
  shop: [0.89, 0.84, 0.84, 0.89, 1.04, 1.4, 1.1],
  'pop-up': [0.89, 0.84, 0.84, 0.89, 1.04, 1.4, 1.1],
  van: [0.89, 0.84, 0.84, 0.89, 1.04, 1.4, 1.1],
  /** Pizza: a place of the working week. */
  kiosk: [0.98, 0.96, 0.96, 1.04, 1.19, 1.04, 0.84],
  /** UCI: an online shop (no Saturdays there; taken as its Sunday). */
  online: [1.12, 1.14, 1.13, 1.22, 1.0, 0.68, 0.71],
  warehouse: [1, 1, 1, 1, 1, 1, 1],
} as const;

/** Share of tickets by hour of the day; cut to the opening hours. */
export const hourShape = {
  /** Bread's tickets from 8 to 17, with an evening for those who open longer (invented from 18 on). */
  shop: [
    0, 0, 0, 0, 0, 0, 0, 0.01, 0.039, 0.106, 0.133, 0.152, 0.141, 0.122, 0.119, 0.097, 0.085, 0.08, 0.06, 0.035, 0.02,
    0.012, 0.01, 0.005,
  ],
  van: [
    0, 0, 0, 0, 0, 0, 0.005, 0.03, 0.09, 0.14, 0.16, 0.152, 0.141, 0.122, 0.1, 0.06, 0.04, 0.02, 0.01, 0, 0, 0, 0, 0,
  ],
  'pop-up': [
    0.004, 0, 0, 0, 0, 0, 0, 0, 0.01, 0.03, 0.06, 0.09, 0.11, 0.11, 0.1, 0.1, 0.11, 0.12, 0.11, 0.08, 0.05, 0.03, 0.01,
    0.005,
  ],
  /** Pizza from 11 to 22, two peaks; a commuters' morning before (invented). */
  kiosk: [
    0.02, 0, 0, 0, 0, 0, 0.03, 0.08, 0.09, 0.05, 0.04, 0.058, 0.118, 0.115, 0.069, 0.069, 0.09, 0.109, 0.112, 0.094,
    0.077, 0.056, 0.031, 0.025,
  ],
  /** Invented: UCI's office hours spread into the evening. */
  online: [
    0.015, 0.008, 0.005, 0.004, 0.004, 0.006, 0.012, 0.022, 0.035, 0.045, 0.052, 0.055, 0.062, 0.058, 0.052, 0.05, 0.05,
    0.055, 0.065, 0.08, 0.09, 0.08, 0.055, 0.03,
  ],
  warehouse: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
} as const;

/** Multiples of a mean month, January to December. */
const plain = [0.9, 0.98, 1.04, 1.03, 0.98, 1.0, 1.03, 1.02, 0.99, 0.99, 1.0, 1.03];
/** UCI, a gift retailer, January to December (December holds 9 days only and is lifted by `christmasRamp`). */
const gifts = [0.76, 0.64, 0.78, 0.81, 0.89, 0.83, 0.88, 0.88, 1.15, 1.25, 1.55, 1.4];
/** Invented. */
const summer = [0.15, 0.2, 0.45, 0.9, 1.5, 2.3, 2.6, 2.1, 0.9, 0.4, 0.2, 0.2];
const winter = [1.35, 1.3, 1.1, 0.9, 0.75, 0.65, 0.6, 0.65, 0.9, 1.15, 1.35, 1.4];
/** `plain` is half of M5's deviation from 1 (0.86, 1.03, 1.14, 1.08, 0.95, 1.01, 1.08, 1.10, 0.97, 0.94, 0.88, 0.94), its food-led end of year levelled. */
export const monthShape: Readonly<Record<Category, readonly number[]>> = {
  'soap-bars': plain,
  'hair-care': plain,
  'oral-care': plain,
  'skin-care': plain,
  'bulk-refills': plain,
  'refill-packs': plain,
  accessories: plain,
  'period-care': plain,
  paper: plain,
  'sun-care': summer,
  'tea-and-books': winter,
  'gift-sets': gifts,
};

/** Highest multiple of demand at an event, by category; 1 where absent. Invented but for Christmas (UCI's November is 1.7 times its mean). */
export const eventPeaks = {
  christmas: { 'gift-sets': 2.4, 'soap-bars': 1.35, 'skin-care': 1.4, accessories: 1.3, 'tea-and-books': 1.3 },
  mothersDay: { 'gift-sets': 2.6, 'skin-care': 1.6, 'soap-bars': 1.25, 'tea-and-books': 1.2 },
  refillWeeks: { 'bulk-refills': 1.9, 'refill-packs': 1.7 },
  blackWeek: { 'gift-sets': 1.5, accessories: 1.4, 'skin-care': 1.25 },
} satisfies Record<string, Partial<Record<Category, number>>>;

/** Price cuts of the network's own campaigns, as a share of the price. Invented. */
export const campaignCut = { refillWeeks: 0.1, blackWeek: 0.15 };

/** Returns as a share of sales: 2 to 3 % as the brief has it (UCI: 1.7 % of lines are cancellations, a wholesale habit). */
export const returnShare = 0.025;

/** Share of lines with a discount outside campaigns, and how much: staff, loyalty, damaged box. Invented. */
export const discounts = { share: 0.025, cuts: [0.05, 0.1, 0.1, 0.2] };
