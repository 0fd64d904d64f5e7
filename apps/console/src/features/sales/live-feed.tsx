import { formatMoney } from '../../format/number.ts';
import { Ago } from '../../parts/ago.tsx';
import { Card } from '../../parts/card.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { Empty } from '../../parts/states.tsx';
import type { SoldEvent } from './live-fold.ts';
import { text } from './messages.ts';

/** The sales heard since the room was entered, newest first. */
export function LiveFeed({
  sales,
  nameOf,
  skewMs,
}: {
  readonly sales: readonly SoldEvent[];
  readonly nameOf: (locationId: string) => string;
  readonly skewMs: number;
}) {
  return (
    <Card title={text.feed}>
      {sales.length === 0 ? <Empty title={text.feedEmpty} hint={text.feedEmptyHint} /> : null}
      <ul className="feed">
        {sales.map((sale) => (
          <li key={sale.eventId} className="flash">
            <span className="feed-name">
              <RoomLink to="/locations/$locationId" params={{ locationId: sale.locationId }}>
                {nameOf(sale.locationId)}
              </RoomLink>
              <span className="muted small">
                {' '}
                <Ago at={sale.recordedAt} skewMs={skewMs} />
              </span>
            </span>
            <span className="num strong">{formatMoney(sale.totalMinor, sale.currency)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
