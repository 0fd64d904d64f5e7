import type { PurchaseOrder, PurchaseOrderLine } from '@barrow/contracts';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { formatPrice, formatQty } from '../../format/number.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { Room } from '../../parts/room.tsx';
import { Queried } from '../../parts/states.tsx';
import { useItemOf } from '../catalogue/catalogue-api.ts';
import { ExplainedNumbers, explanationOf, Sentences } from './explanation.tsx';
import { text } from './messages.ts';
import { OrderFacts, OrderHistory, OrderReceipts } from './order-parts.tsx';
import { OrderSteps } from './order-steps.tsx';
import { orderQuery } from './supply-api.ts';

/** One purchase order: its lines and why, what came, what may be done next. */
export function OrderRoom() {
  const { orderId } = useParams({ from: '/frame/orders/$orderId' });
  const query = useQuery(orderQuery(orderId));
  return (
    <Room
      title={query.data === undefined ? text.number : text.order(query.data.number)}
      actions={query.data === undefined ? null : <OrderSteps order={query.data} />}
    >
      <Queried query={query} rows={8}>
        {(order) => (
          <div className="columns">
            <div className="stack">
              <OrderLines order={order} />
              <OrderReceipts order={order} />
            </div>
            <div className="stack">
              <Card title={text.details} padded>
                <OrderFacts order={order} />
              </Card>
              <OrderHistory order={order} />
            </div>
          </div>
        )}
      </Queried>
    </Room>
  );
}

function OrderLines({ order }: { readonly order: PurchaseOrder }) {
  const [asked, setAsked] = useState<PurchaseOrderLine>();
  const itemOf = useItemOf(order.lines.map((line) => line.itemId));
  const qty = (line: PurchaseOrderLine, qtyMilli: number) => (
    <span className="num">{formatQty(qtyMilli, itemOf(line.itemId)?.unit)}</span>
  );
  const explanation = explanationOf(asked?.explanation);
  return (
    <Card title={text.lines}>
      <GridTable
        label={text.lines}
        rows={order.lines}
        keyOf={(line) => String(line.lineNo)}
        columns={[
          {
            header: text.item,
            bare: true,
            cell: (line) => (
              <div>
                <RoomLink to="/items/$itemId" params={{ itemId: line.itemId }}>
                  {itemOf(line.itemId)?.name ?? '…'}
                </RoomLink>
                <div className="muted small">
                  <span className="code">{line.supplierItemCode}</span>
                  {line.reason === null ? '' : ` · ${line.reason}`}
                </div>
              </div>
            ),
          },
          { header: text.ordered, right: true, cell: (line) => <strong>{qty(line, line.qtyMilli)}</strong> },
          {
            header: text.confirmed,
            right: true,
            cell: (line) => (line.confirmedMilli === null ? text.unknown : qty(line, line.confirmedMilli)),
          },
          { header: text.advised, right: true, cell: (line) => qty(line, line.advisedMilli) },
          { header: text.received, right: true, cell: (line) => qty(line, line.receivedMilli) },
          { header: text.outstanding, right: true, cell: (line) => qty(line, line.outstandingMilli) },
          {
            header: text.unitCost,
            right: true,
            cell: (line) => <span className="num">{formatPrice(line.unitCostMicro, order.currency)}</span>,
          },
          {
            header: text.why,
            bare: true,
            right: true,
            cell: (line) =>
              explanationOf(line.explanation) === undefined ? (
                <span className="muted small">{text.byHand}</span>
              ) : (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={text.whyOf(itemOf(line.itemId)?.name ?? '')}
                  onClick={() => setAsked(line)}
                >
                  {text.why}
                </Button>
              ),
          },
        ]}
      />
      <Dialog
        title={asked === undefined ? '' : text.whyOf(itemOf(asked.itemId)?.name ?? '')}
        size="lg"
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
      >
        {explanation === undefined || asked === undefined ? (
          text.noExplanation
        ) : (
          <div className="stack">
            <Sentences explanation={explanation} unit={itemOf(asked.itemId)?.unit} />
            <ExplainedNumbers explanation={explanation} unit={itemOf(asked.itemId)?.unit} />
          </div>
        )}
      </Dialog>
    </Card>
  );
}
