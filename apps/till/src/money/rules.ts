import type { TillItem, TillPlace } from '@barrow/contracts';
import { businessDay, type Day } from '@barrow/kernel';
import { momentAt, priceOn, type BasketRules, type TaxRate } from '@barrow/selling';

/** By which a basket is priced at a place at a moment. */
export function rulesAt({ location, promotions }: TillPlace, atMs: number): BasketRules {
  return {
    currency: location.currency,
    taxInclusive: location.taxInclusive,
    taxRounding: location.taxRounding,
    promotions,
    moment: { locationId: location.locationId, segments: [], ...momentAt(atMs, location.timeZone) },
  };
}

/** The business day of a moment at a place. */
export function dayAt({ location }: TillPlace, atMs: number): Day {
  return businessDay(atMs, location.timeZone, location.cutoffMinutes);
}

/** The taxes of an item on a day: of each code the rate that began last. */
export function ratesOf({ taxes }: TillPlace, { taxClass }: Pick<TillItem, 'taxClass'>, day: Day): readonly TaxRate[] {
  const byCode = new Map<string, number>();
  for (const tax of taxes) if (tax.taxClass === taxClass && tax.firstDay <= day) byCode.set(tax.code, tax.ratePpm);
  return [...byCode].map(([code, ratePpm]) => ({ code, ratePpm }));
}

/** What an item costs now; undefined when it has no price here: then somebody names one. */
export function priceNow(place: TillPlace, item: TillItem, atMs: number): number | undefined {
  return priceOn(item.prices, dayAt(place, atMs));
}
