import { useStreamStatus } from '../api/live-stream.ts';
import { formatAgo } from '../format/time.ts';
import { useNowMs } from '../parts/now.ts';
import { text } from './messages.ts';

/** How fresh the stream is: open, lost, and when anything was heard last. */
export function StreamBadge() {
  const { state, heardMs } = useStreamStatus();
  const nowMs = useNowMs();
  const label = { open: text.live, connecting: text.connecting, lost: text.lost }[state];
  const ago = heardMs === undefined ? undefined : formatAgo(nowMs - heardMs);
  return (
    <span className="stream-state" {...(ago === undefined ? {} : { title: text.heard(ago) })}>
      <span className={`dot dot-${state}`} aria-hidden />
      <span>
        {label}
        {state === 'open' && ago !== undefined ? <span className="num wide-only"> · {ago}</span> : null}
      </span>
    </span>
  );
}

/** Says across the page that nothing new arrives. */
export function LostNotice() {
  const { state } = useStreamStatus();
  if (state !== 'lost') return null;
  return (
    <div className="notice notice-lost" role="alert">
      {text.lostNotice}
    </div>
  );
}
