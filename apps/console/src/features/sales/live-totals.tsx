import { formatCount, formatGrowth, formatMoney } from '../../format/number.ts';
import { weekdayName } from '../../format/time.ts';
import { Figures, type Figure } from '../../parts/figures.tsx';
import type { LiveLocation } from './live-fold.ts';
import { text } from './messages.ts';
import { growthOf } from './pace.tsx';

function sumOf(locations: readonly LiveLocation[], pick: (location: LiveLocation) => number): number {
  return locations.reduce((sum, location) => sum + pick(location), 0);
}

/** The network's numbers: sales for each currency, never added over currencies, and what is wrong with stock. */
export function LiveTotals({ locations }: { readonly locations: readonly LiveLocation[] }) {
  const byCurrency = [...Map.groupBy(locations, (location) => location.currency)].toSorted(
    (a, b) => b[1].length - a[1].length,
  );
  const money: Figure[] = byCurrency.map(([currency, those]) => {
    const totalMinor = sumOf(those, (location) => location.totalMinor);
    const growth = growthOf(
      totalMinor,
      sumOf(those, (location) => location.weekBeforeSoFarMinor),
    );
    const day = those[0]?.businessDay;
    return {
      label: text.totalToday(currency),
      value: formatMoney(totalMinor, currency),
      note:
        growth === undefined || day === undefined
          ? text.newTrade
          : text.totalNote(formatGrowth(growth), weekdayName(day)),
    };
  });
  const negative = sumOf(locations, (location) => location.itemsNegative);
  const out = sumOf(locations, (location) => location.itemsOut);
  const selling = locations.filter((location) => location.saleCount > 0).length;
  return (
    <Figures
      figures={[
        ...money,
        {
          label: text.salesToday,
          value: formatCount(sumOf(locations, (location) => location.saleCount)),
          note: text.locationsSelling(formatCount(selling), formatCount(locations.length)),
        },
        {
          label: text.alarmFigure,
          value: formatCount(negative + out),
          note: text.alarmNote(formatCount(negative), formatCount(out)),
        },
      ]}
    />
  );
}
