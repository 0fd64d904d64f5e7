import type { PurchaseOrderSummary } from '@barrow/contracts';
import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { formatCount } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { useMay } from '../identity/session.ts';
import { LocationPicker } from '../network/location-picker.tsx';
import { useLocationOf } from '../network/network-api.ts';
import { valueText } from '../stock/balance-table.tsx';
import { DraftForm } from './draft-form.tsx';
import { text } from './messages.ts';
import { orderViews, type OrdersSearch, type OrderView } from './order-views.ts';
import { OrderStatusTag } from './status-tag.tsx';
import { SupplierPicker } from './supplier-picker.tsx';
import { ordersQuery, useSupplierOf } from './supply-api.ts';

const viewNames: Readonly<Record<OrderView, string>> = { open: text.openOnly, all: text.all, ...text.statuses };

export function OrdersRoom() {
  const { view = 'open', locationId, supplierId } = useSearch({ from: '/frame/orders' });
  const navigate = useNavigate({ from: '/orders' });
  const may = useMay('supply.order.draft');
  const [drafting, setDrafting] = useState(false);
  const list = useInfiniteQuery(
    ordersQuery({
      locationId,
      supplierId,
      ...(view === 'open' ? { open: true } : {}),
      ...(view === 'open' || view === 'all' ? {} : { status: view }),
    }),
  );
  const orders = entriesOf(list.data);
  const change = (part: OrdersSearch): void =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return (
    <Room
      title={text.orders}
      intro={text.ordersIntro}
      actions={
        may ? (
          <Button size="xs" onClick={() => setDrafting(true)}>
            {text.newOrder}
          </Button>
        ) : null
      }
    >
      <div className="card">
        <div className="filters">
          <NativeSelect
            size="xs"
            label={text.status}
            value={view}
            data={orderViews.map((value) => ({ value, label: viewNames[value] }))}
            onChange={(event) =>
              change({ view: orderViews.find((one) => one === event.currentTarget.value) ?? 'open' })
            }
          />
          <SupplierPicker
            size="xs"
            label={text.supplier}
            value={supplierId}
            onChange={(id) => change({ supplierId: id })}
          />
          <LocationPicker
            size="xs"
            label={text.location}
            value={locationId}
            onChange={(id) => change({ locationId: id })}
          />
        </div>
        <Queried query={list} rows={8}>
          {() =>
            orders.length === 0 ? (
              <Empty title={text.emptyOrders} hint={text.emptyOrdersHint} />
            ) : (
              <OrderTable orders={orders} />
            )
          }
        </Queried>
        <MoreButton list={list} />
      </div>
      <Dialog title={text.newOrder} size="lg" opened={drafting} onClose={() => setDrafting(false)}>
        <DraftForm order={undefined} onClose={() => setDrafting(false)} />
      </Dialog>
    </Room>
  );
}

function OrderTable({ orders }: { readonly orders: readonly PurchaseOrderSummary[] }) {
  const supplierOf = useSupplierOf();
  const locationOf = useLocationOf();
  return (
    <GridTable
      label={text.orders}
      rows={orders}
      keyOf={(order) => order.orderId}
      columns={[
        {
          header: text.number,
          bare: true,
          cell: (order) => (
            <div>
              <RoomLink to="/orders/$orderId" params={{ orderId: order.orderId }}>
                {order.number}
              </RoomLink>
              <div className="muted small">{text.sources[order.source]}</div>
            </div>
          ),
        },
        { header: text.supplier, cell: (order) => supplierOf(order.supplierId)?.name ?? '…' },
        { header: text.location, cell: (order) => locationOf(order.locationId)?.name ?? '…' },
        { header: text.status, cell: (order) => <OrderStatusTag status={order.status} /> },
        {
          header: text.lines,
          right: true,
          cell: (order) => <span className="num">{formatCount(order.lineCount)}</span>,
        },
        {
          header: text.value,
          right: true,
          cell: (order) => <span className="num strong">{valueText(order.valueMicro, order.currency)}</span>,
        },
        {
          header: text.expected,
          right: true,
          cell: (order) => <span className="num">{formatDay(order.expectedDay ?? order.requestedDay)}</span>,
        },
      ]}
    />
  );
}
