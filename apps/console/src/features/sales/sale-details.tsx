import { useQuery } from '@tanstack/react-query';
import { formatMoney, formatPrice, formatQty } from '../../format/number.ts';
import { formatDay, formatInstant } from '../../format/time.ts';
import { Facts } from '../../parts/figures.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useItemOf } from '../catalogue/catalogue-api.ts';
import { useMay } from '../identity/session.ts';
import { text } from './messages.ts';
import { saleQuery, type Sale } from './sales-api.ts';
import { VoidForm } from './void-form.tsx';

/** A sale with its lines and payments; it may be voided here. */
export function SaleDetails({
  saleId,
  timeZone,
  onClose,
}: {
  readonly saleId: string;
  readonly timeZone: string;
  readonly onClose: () => void;
}) {
  const query = useQuery(saleQuery(saleId));
  const mayVoid = useMay('sales.void');
  return (
    <Queried query={query}>
      {(sale) => (
        <div className="stack">
          <Facts
            facts={[
              [text.occurred, formatInstant(sale.occurredAt, timeZone)],
              [text.recorded, formatInstant(sale.recordedAt, timeZone)],
              [text.day, formatDay(sale.businessDay)],
              ...(sale.receiptNumber === null ? [] : [[text.receipt, sale.receiptNumber] as const]),
              [text.enteredBy, sale.enteredBy],
              ...(sale.voided
                ? [
                    [
                      text.voided,
                      <Tag key="voided" tone="bad">
                        {text.voided}
                      </Tag>,
                    ] as const,
                  ]
                : []),
              [text.tax, formatMoney(sale.taxMinor, sale.currency)],
              ...(sale.roundingMinor === 0
                ? []
                : [[text.rounding, formatMoney(sale.roundingMinor, sale.currency)] as const]),
              [text.total, <strong key="total">{formatMoney(sale.totalMinor, sale.currency)}</strong>],
              [
                text.payments,
                sale.payments.length === 0
                  ? text.noPayments
                  : sale.payments
                      .map((payment) => `${payment.method} ${formatMoney(payment.amountMinor, sale.currency)}`)
                      .join(', '),
              ],
            ]}
          />
          <SaleLines sale={sale} />
          {mayVoid && !sale.voided ? <VoidForm sale={sale} onClose={onClose} /> : null}
        </div>
      )}
    </Queried>
  );
}

function SaleLines({ sale }: { readonly sale: Sale }) {
  const itemOf = useItemOf(sale.lines.map((line) => line.itemId));
  return (
    <div className="card">
      <GridTable
        label={text.lines}
        rows={sale.lines}
        keyOf={(line) => String(line.lineNo)}
        columns={[
          {
            header: text.item,
            bare: true,
            cell: (line) => itemOf(line.itemId)?.name ?? line.description ?? '…',
          },
          {
            header: text.qty,
            right: true,
            cell: (line) => <span className="num">{formatQty(line.qtyMilli, itemOf(line.itemId)?.unit)}</span>,
          },
          {
            header: text.unitPrice,
            right: true,
            cell: (line) => <span className="num">{formatPrice(line.unitPriceMicro, sale.currency)}</span>,
          },
          {
            header: text.discount,
            right: true,
            cell: (line) =>
              line.discountMinor === 0 ? (
                ''
              ) : (
                <span className="num">{formatMoney(line.discountMinor, sale.currency)}</span>
              ),
          },
          {
            header: text.total,
            right: true,
            cell: (line) => <span className="num strong">{formatMoney(line.totalMinor, sale.currency)}</span>,
          },
        ]}
      />
    </div>
  );
}
