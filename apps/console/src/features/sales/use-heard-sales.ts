import { useEffect, useState } from 'react';
import { onStreamEvent } from '../../api/live-stream.ts';
import { soldEventOf, type SoldEvent } from './live-fold.ts';

const flashMs = 1_600;

export type HeardSales = {
  /** Newest first. */
  readonly sales: readonly SoldEvent[];
  /** Locations that sold a moment ago. */
  readonly flashing: ReadonlySet<string>;
};

/** The sales heard while a screen is open, at most `most` of them. */
export function useHeardSales(most: number): HeardSales {
  const [sales, setSales] = useState<readonly SoldEvent[]>([]);
  const [flashing, setFlashing] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const forget = onStreamEvent((event) => {
      const sale = soldEventOf(event);
      // What was sold long ago and only now heard of, as by an import, was not just sold.
      if (sale === undefined || event.origin !== 'live') return;
      setSales((before) => [sale, ...before].slice(0, most));
      setFlashing((before) => new Set(before).add(sale.locationId));
      clearTimeout(timers.get(sale.locationId));
      timers.set(
        sale.locationId,
        setTimeout(() => setFlashing((before) => new Set([...before].filter((id) => id !== sale.locationId))), flashMs),
      );
    });
    return () => {
      forget();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, [most]);
  return { sales, flashing };
}
