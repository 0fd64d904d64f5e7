import { formatCount, formatMoney } from '../../format/number.ts';
import { weekdayName } from '../../format/time.ts';
import { Ago } from '../../parts/ago.tsx';
import { Figures } from '../../parts/figures.tsx';
import type { LiveLocation } from '../sales/live-fold.ts';
import { Alarms } from '../sales/live-table.tsx';
import { text as salesText } from '../sales/messages.ts';
import { Growth, growthOf } from '../sales/pace.tsx';
import { text } from './messages.ts';

/** The numbers of a location now, live. */
export function LocationFigures({ now, skewMs }: { readonly now: LiveLocation; readonly skewMs: number }) {
  const money = (amountMinor: number): string => formatMoney(amountMinor, now.currency);
  return (
    <Figures
      figures={[
        { label: text.today, value: money(now.totalMinor), note: salesText.allDay(money(now.weekBeforeMinor)) },
        {
          label: text.against(weekdayName(now.businessDay)),
          value: <Growth share={growthOf(now.totalMinor, now.weekBeforeSoFarMinor)} />,
          note: salesText.byNow(money(now.weekBeforeSoFarMinor)),
        },
        { label: text.sales, value: formatCount(now.saleCount) },
        {
          label: text.basket,
          value: now.saleCount === 0 ? text.none : money(Math.round(now.totalMinor / now.saleCount)),
        },
        {
          label: text.lastSale,
          value: now.lastSaleAt === null ? text.none : <Ago at={now.lastSaleAt} skewMs={skewMs} />,
        },
        { label: salesText.alarms, value: <Alarms location={now} /> },
      ]}
    />
  );
}
