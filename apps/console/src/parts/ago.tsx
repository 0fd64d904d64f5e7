import { formatAgo, formatInstant } from '../format/time.ts';
import { useNowMs } from './now.ts';

/** How long ago an instant was, counting up. `skewMs` is how far the server's clock is ahead of this one. */
export function Ago({ at, skewMs = 0 }: { readonly at: string; readonly skewMs?: number }) {
  const nowMs = useNowMs();
  return (
    <time className="num" dateTime={at} title={formatInstant(at)}>
      {formatAgo(nowMs + skewMs - Date.parse(at))}
    </time>
  );
}
