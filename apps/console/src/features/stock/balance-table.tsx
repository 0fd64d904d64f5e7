import { formatInstant } from '../../format/time.ts';
import { formatPrice, formatQty } from '../../format/number.ts';
import { GridTable, type Column } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { useItemOf } from '../catalogue/catalogue-api.ts';
import { useLocationOf } from '../network/network-api.ts';
import { text } from './messages.ts';
import { StockActionsMenu } from './stock-actions-menu.tsx';
import type { Balance } from './stock-api.ts';
import type { StockTask } from './stock-dialogs.tsx';

/** Money of a stock value, rounded to what a person reads. */
export function valueText(valueMicro: number, currency: string | undefined): string {
  return currency === undefined ? '' : formatPrice(Math.round(valueMicro / 10_000) * 10_000, currency);
}

/** Balances: which item, which location (each unless it is the same for all), and how much. `short` leaves out what matters less. */
export function BalanceTable({
  balances,
  show,
  onChoose,
}: {
  readonly balances: readonly Balance[];
  readonly show: { readonly item: boolean; readonly location: boolean; readonly short?: boolean };
  readonly onChoose: (task: StockTask) => void;
}) {
  const itemOf = useItemOf(balances.map((balance) => balance.itemId));
  const locationOf = useLocationOf();
  const nameOf = (balance: Balance): string => itemOf(balance.itemId)?.name ?? '…';
  const qty = (balance: Balance, qtyMilli: number) => (
    <span className={`num${qtyMilli < 0 ? ' bad strong' : qtyMilli === 0 ? ' muted' : ''}`}>
      {formatQty(qtyMilli, itemOf(balance.itemId)?.unit)}
    </span>
  );
  const columns: Column<Balance>[] = [
    ...(show.item
      ? [
          {
            header: text.item,
            bare: true,
            cell: (balance: Balance) => (
              <div>
                <RoomLink
                  to="/stock/$locationId/$itemId"
                  params={{ locationId: balance.locationId, itemId: balance.itemId }}
                >
                  {nameOf(balance)}
                </RoomLink>
                <div className="muted small">{itemOf(balance.itemId)?.sku}</div>
              </div>
            ),
          },
        ]
      : []),
    ...(show.location
      ? [
          {
            header: text.location,
            ...(show.item ? {} : { bare: true }),
            cell: (balance: Balance) =>
              show.item ? (
                (locationOf(balance.locationId)?.name ?? '…')
              ) : (
                <RoomLink
                  to="/stock/$locationId/$itemId"
                  params={{ locationId: balance.locationId, itemId: balance.itemId }}
                >
                  {locationOf(balance.locationId)?.name ?? '…'}
                </RoomLink>
              ),
          },
        ]
      : []),
    { header: text.onHand, right: true, cell: (balance) => qty(balance, balance.onHandMilli) },
    ...(show.short === true
      ? []
      : [{ header: text.reserved, right: true, cell: (balance: Balance) => qty(balance, balance.reservedMilli) }]),
    { header: text.inTransit, right: true, cell: (balance) => qty(balance, balance.inTransitMilli) },
    { header: text.available, right: true, cell: (balance) => qty(balance, balance.availableMilli) },
    ...(show.short === true
      ? []
      : [
          {
            header: text.value,
            right: true,
            cell: (balance: Balance) => (
              <span className="num">{valueText(balance.valueMicro, locationOf(balance.locationId)?.currency)}</span>
            ),
          },
        ]),
    {
      header: text.lastCounted,
      cell: (balance) =>
        balance.lastCountedAt === null ? (
          <span className="muted">{text.never}</span>
        ) : (
          <span className="num">{formatInstant(balance.lastCountedAt)}</span>
        ),
    },
    {
      header: text.actions,
      bare: true,
      right: true,
      cell: (balance) => (
        <StockActionsMenu
          locationId={balance.locationId}
          itemId={balance.itemId}
          itemName={show.item ? nameOf(balance) : (locationOf(balance.locationId)?.name ?? '')}
          onChoose={onChoose}
        />
      ),
    },
  ];
  return (
    <GridTable
      label={text.title}
      columns={columns}
      rows={balances}
      keyOf={(balance) => `${balance.locationId}/${balance.itemId}`}
    />
  );
}
