import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { Room } from '../../parts/room.tsx';
import { Queried } from '../../parts/states.tsx';
import { text } from './messages.ts';
import { SupplierDialog } from './supplier-dialog.tsx';
import { SupplierFacts } from './supplier-facts.tsx';
import { supplierQuery } from './supply-api.ts';
import { TermsCard } from './terms-card.tsx';

/** One supplier: its terms, and what it sells. */
export function SupplierRoom() {
  const { supplierId } = useParams({ from: '/frame/suppliers/$supplierId' });
  const query = useQuery(supplierQuery(supplierId));
  return (
    <Room
      title={query.data?.name ?? text.supplier}
      actions={query.data === undefined ? null : <SupplierDialog supplier={query.data} />}
    >
      <Queried query={query} rows={8}>
        {(supplier) => (
          <div className="columns">
            <TermsCard supplier={supplier} />
            <Card
              title={text.details}
              padded
              actions={
                <RoomLink to="/orders" search={{ supplierId }}>
                  {text.orders}
                </RoomLink>
              }
            >
              <SupplierFacts supplier={supplier} />
            </Card>
          </div>
        )}
      </Queried>
    </Room>
  );
}
