import { onStreamEvent, startLiveStream } from '../api/live-stream.ts';
import { queryClient } from '../api/query-client.ts';
import { soldEventOf } from '../features/sales/live-fold.ts';
import { applySales } from '../features/sales/live-query.ts';

type Refresh = { readonly key: readonly string[]; readonly afterMs: number };

/** What an event makes old, by the first part of its type; refreshed together, not once an event. */
const refreshes: Readonly<Record<string, readonly Refresh[]>> = {
  sales: [
    { key: ['live'], afterMs: 8_000 },
    { key: ['sales'], afterMs: 1_500 },
    { key: ['stock'], afterMs: 3_000 },
    { key: ['tasks'], afterMs: 8_000 },
  ],
  stock: [
    { key: ['stock'], afterMs: 300 },
    { key: ['live'], afterMs: 1_500 },
    { key: ['tasks'], afterMs: 1_500 },
  ],
  tasks: [{ key: ['tasks'], afterMs: 300 }],
  supply: [{ key: ['supply'], afterMs: 500 }],
  planning: [{ key: ['planning'], afterMs: 1_000 }],
  network: [{ key: ['network'], afterMs: 500 }],
  catalogue: [{ key: ['catalogue'], afterMs: 1_000 }],
};
const waiting = new Map<string, ReturnType<typeof setTimeout>>();

function refreshSoon({ key, afterMs }: Refresh): void {
  const name = key.join('/');
  if (waiting.has(name)) return;
  waiting.set(
    name,
    setTimeout(() => {
      waiting.delete(name);
      void queryClient.invalidateQueries({ queryKey: key });
    }, afterMs),
  );
}

/** Keeps every room true while it is open: sales go straight into the live figures, all else is asked for again. */
export function followStream(): () => void {
  const forget = onStreamEvent((event) => {
    const sale = soldEventOf(event);
    if (sale !== undefined) applySales([sale]);
    for (const refresh of refreshes[event.type.split('.')[0] ?? ''] ?? []) refreshSoon(refresh);
  });
  const stop = startLiveStream(() => void queryClient.invalidateQueries());
  return () => {
    stop();
    forget();
    for (const timer of waiting.values()) clearTimeout(timer);
    waiting.clear();
  };
}
