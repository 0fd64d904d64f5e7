import type { PurchaseOrder } from '@barrow/contracts';
import { formatCount, formatQty } from '../../format/number.ts';
import { formatDay, formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Facts } from '../../parts/figures.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { useItemOf } from '../catalogue/catalogue-api.ts';
import { useLocationOf } from '../network/network-api.ts';
import { valueText } from '../stock/balance-table.tsx';
import { text } from './messages.ts';
import { OrderStatusTag } from './status-tag.tsx';
import { useSupplierOf } from './supply-api.ts';

const commandNames: Readonly<Record<string, string>> = text.commands;

/** What an order is: from whom, where to, when, how far. */
export function OrderFacts({ order }: { readonly order: PurchaseOrder }) {
  const supplierOf = useSupplierOf();
  const locationOf = useLocationOf();
  const { dispatch } = order;
  return (
    <Facts
      facts={[
        [text.status, <OrderStatusTag key="status" status={order.status} />],
        [
          text.supplier,
          <RoomLink key="supplier" to="/suppliers/$supplierId" params={{ supplierId: order.supplierId }}>
            {supplierOf(order.supplierId)?.name ?? '…'}
          </RoomLink>,
        ],
        [
          text.location,
          <RoomLink key="location" to="/locations/$locationId" params={{ locationId: order.locationId }}>
            {locationOf(order.locationId)?.name ?? '…'}
          </RoomLink>,
        ],
        [text.value, <strong key="value">{valueText(order.valueMicro, order.currency)}</strong>],
        [text.wanted, formatDay(order.requestedDay)],
        ...(order.expectedDay === null ? [] : [[text.expected, formatDay(order.expectedDay)] as const]),
        ...(order.reference === null ? [] : [[text.reference, order.reference] as const]),
        ...(order.refusal === null
          ? []
          : [
              [
                text.refusal,
                <span key="refusal" className="bad">
                  {order.refusal}
                </span>,
              ] as const,
            ]),
        ...(order.sentAt === null ? [] : [[text.message, text.deliveries[order.delivery]] as const]),
        ...(dispatch === null || dispatch.attempts === 0
          ? []
          : [
              [
                '',
                `${text.attempts(formatCount(dispatch.attempts))}${dispatch.lastResult === null ? '' : `: ${dispatch.lastResult}`}`,
              ] as const,
            ]),
        [text.created, `${formatInstant(order.createdAt)}, ${order.createdBy}`],
        ...(order.note === '' ? [] : [[text.note, order.note] as const]),
      ]}
    />
  );
}

/** Everything that happened to an order, newest first. */
export function OrderHistory({ order }: { readonly order: PurchaseOrder }) {
  return (
    <Card title={text.history}>
      <ol className="feed">
        {order.history.toReversed().map((entry, index) => (
          <li key={index}>
            <span className="wrap-anywhere">
              {commandNames[entry.command] ?? entry.command}
              {entry.note === null ? '' : `: ${entry.note}`}
              <span className="muted small"> {entry.actor}</span>
            </span>
            <span className="muted small num">{formatInstant(entry.at)}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** What came, delivery by delivery. */
export function OrderReceipts({ order }: { readonly order: PurchaseOrder }) {
  const itemByLine = new Map(order.lines.map((line) => [line.lineNo, line.itemId]));
  const itemOf = useItemOf(order.lines.map((line) => line.itemId));
  if (order.receipts.length === 0) return null;
  return (
    <Card title={text.receipts}>
      <ol className="feed">
        {order.receipts.map((receipt) => (
          <li key={receipt.receiptId}>
            <span>
              {receipt.lines.map((line) => {
                const item = itemOf(itemByLine.get(line.lineNo) ?? '');
                const damaged = line.damagedMilli === 0 ? '' : formatQty(line.damagedMilli, item?.unit);
                return (
                  <span key={line.lineNo} className="receipt-entry">
                    <span className="num strong">
                      {text.receiptLine(formatQty(line.receivedMilli, item?.unit), damaged)}
                    </span>{' '}
                    {item?.name ?? '…'}
                  </span>
                );
              })}
            </span>
            <span className="muted small num">
              {formatInstant(receipt.occurredAt)}
              {receipt.reference === null ? '' : ` · ${receipt.reference}`}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
