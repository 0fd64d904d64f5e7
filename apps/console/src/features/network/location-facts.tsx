import type { Location } from '@barrow/contracts';
import { formatDay, formatTime, nameOfWeekday } from '../../format/time.ts';
import { Facts } from '../../parts/figures.tsx';
import { useNowMs } from '../../parts/now.ts';
import { clockText } from './location-draft.ts';
import { text } from './messages.ts';

function periodOf({ firstDay, lastDay }: Location): string {
  const parts = [
    ...(firstDay === null ? [] : [text.from(formatDay(firstDay))]),
    ...(lastDay === null ? [] : [text.until(formatDay(lastDay))]),
  ];
  return parts.length === 0 ? text.always : parts.join(' ');
}

/** When it is open on each weekday; nothing when opening periods are not kept. */
function Opening({ location }: { readonly location: Location }) {
  const byDay = Map.groupBy(location.openingPeriods, (period) => period.weekday);
  return (
    <table className="opening">
      <tbody>
        {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
          <tr key={weekday}>
            <th scope="row">{nameOfWeekday(weekday)}</th>
            <td className="num">
              {byDay
                .get(weekday)
                ?.map((period) => `${clockText(period.opensMinutes)}–${clockText(period.closesMinutes)}`)
                .join(', ') ?? text.closed}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function LocationFacts({ location }: { readonly location: Location }) {
  const nowMs = useNowMs();
  const minute = new Date(nowMs - (nowMs % 60_000)).toISOString();
  return (
    <Facts
      facts={[
        [text.facts.address, location.address],
        [text.facts.localTime, `${formatTime(minute, location.timeZone)} (${location.timeZone})`],
        [text.facts.currency, location.currency],
        [text.facts.tax, `${location.taxRegion} ${location.taxInclusive ? text.inclusive : text.exclusive}`],
        [text.facts.dayEnds, clockText(location.cutoffMinutes)],
        [text.facts.period, periodOf(location)],
        ...(location.openingPeriods.length === 0
          ? []
          : [[text.facts.opening, <Opening key="opening" location={location} />] as const]),
      ]}
    />
  );
}
