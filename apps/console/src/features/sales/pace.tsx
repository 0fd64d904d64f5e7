import { formatGrowth, formatMoneyShort } from '../../format/number.ts';
import type { LiveLocation } from './live-fold.ts';
import { text } from './messages.ts';

/** Today against the same weekday by this time, as a share; undefined where nothing was sold then. */
export function growthOf(totalMinor: number, weekBeforeSoFarMinor: number): number | undefined {
  return weekBeforeSoFarMinor > 0 ? totalMinor / weekBeforeSoFarMinor - 1 : undefined;
}

/** Below this it stands out: a tenth less than the same weekday. */
const worrying = -0.1;

export function Growth({ share }: { readonly share: number | undefined }) {
  if (share === undefined) return <span className="muted">{text.newTrade}</span>;
  const tone = share < worrying ? 'bad' : share < 0 ? '' : 'good';
  return <span className={`${tone} num strong`}>{formatGrowth(share)}</span>;
}

/** Today's sales as a bar along last week's whole day, with a mark where last week stood by this time. */
export function Pace({ location }: { readonly location: LiveLocation }) {
  const { totalMinor, weekBeforeMinor, weekBeforeSoFarMinor, currency } = location;
  const full = Math.max(totalMinor, weekBeforeMinor, 1);
  const share = (amount: number): string => `${Math.max(0, Math.min(100, (100 * amount) / full))}%`;
  const money = (amount: number): string => formatMoneyShort(amount, currency);
  return (
    <div className="pace">
      <div
        className="pace-track"
        role="img"
        aria-label={text.paceLabel(money(totalMinor), money(weekBeforeSoFarMinor), money(weekBeforeMinor))}
      >
        <div className="pace-fill" style={{ width: share(totalMinor) }} />
        {weekBeforeMinor > 0 ? <div className="pace-mark" style={{ left: share(weekBeforeSoFarMinor) }} /> : null}
      </div>
      <div className="small pace-note">
        <Growth share={growthOf(totalMinor, weekBeforeSoFarMinor)} />
        {weekBeforeSoFarMinor > 0 ? <span className="muted num">{text.byNow(money(weekBeforeSoFarMinor))}</span> : null}
      </div>
    </div>
  );
}
