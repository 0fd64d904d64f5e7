import { useQuery } from '@tanstack/react-query';
import { formatPrice } from '../../format/number.ts';
import { GridTable } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { Room } from '../../parts/room.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { text } from './messages.ts';
import { SupplierDialog } from './supplier-dialog.tsx';
import { leadTimeText, weekdaysText } from './supplier-facts.tsx';
import { suppliersQuery } from './supply-api.ts';

export function SuppliersRoom() {
  const query = useQuery(suppliersQuery);
  return (
    <Room title={text.suppliers} intro={text.suppliersIntro} actions={<SupplierDialog />}>
      <div className="card">
        <Queried query={query}>
          {(suppliers) =>
            suppliers.length === 0 ? (
              <Empty title={text.emptySuppliers} hint={text.emptySuppliersHint} />
            ) : (
              <GridTable
                label={text.suppliers}
                rows={suppliers}
                keyOf={(supplier) => supplier.supplierId}
                columns={[
                  {
                    header: text.supplier,
                    bare: true,
                    cell: (supplier) => (
                      <div>
                        <RoomLink to="/suppliers/$supplierId" params={{ supplierId: supplier.supplierId }}>
                          {supplier.name}
                        </RoomLink>
                        <div className="muted small">{supplier.code}</div>
                      </div>
                    ),
                  },
                  { header: text.transport, cell: (supplier) => text.transports[supplier.transport] },
                  { header: text.leadTime, cell: leadTimeText },
                  { header: text.orderDays, cell: (supplier) => weekdaysText(supplier.orderWeekdays) },
                  {
                    header: text.minimum,
                    right: true,
                    cell: (supplier) => (
                      <span className="num">{formatPrice(supplier.minimumOrderMicro, supplier.currency)}</span>
                    ),
                  },
                  {
                    header: text.status,
                    cell: (supplier) =>
                      supplier.status === 'active' ? <Tag tone="good">{text.active}</Tag> : <Tag>{text.retired}</Tag>,
                  },
                ]}
              />
            )
          }
        </Queried>
      </div>
    </Room>
  );
}
