import type { Supplier, SupplierItem } from '@barrow/contracts';
import { Alert, Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatPrice, formatQty } from '../../format/number.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable, type Column } from '../../parts/grid-table.tsx';
import { RoomLink } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useItemOf } from '../catalogue/catalogue-api.ts';
import { useMay } from '../identity/session.ts';
import { text } from './messages.ts';
import { removeSupplierItem, supplierItemsQuery } from './supply-api.ts';
import { TermForm } from './term-form.tsx';

/** What a supplier sells, at what cost and in which packs. */
export function TermsCard({ supplier }: { readonly supplier: Supplier }) {
  const may = useMay('supply.manage');
  const [editing, setEditing] = useState<SupplierItem | 'new'>();
  const list = useInfiniteQuery(supplierItemsQuery(supplier.supplierId));
  const terms = entriesOf(list.data);
  const itemOf = useItemOf(terms.map((term) => term.itemId));
  const remove = useMutation({
    mutationFn: (itemId: string) => removeSupplierItem(supplier.supplierId, itemId),
    onSuccess: async () => {
      toast(text.termRemoved);
      await queryClient.invalidateQueries({ queryKey: ['supply', 'supplier-items'] });
    },
  });
  const actions: Column<SupplierItem> = {
    header: text.edit,
    bare: true,
    right: true,
    cell: (term) => (
      <div className="row-actions">
        <Button size="compact-xs" variant="default" onClick={() => remove.mutate(term.itemId)}>
          {text.remove}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => setEditing(term)}>
          {text.edit}
        </Button>
      </div>
    ),
  };
  return (
    <Card
      title={text.terms}
      actions={
        may ? (
          <Button size="compact-xs" variant="default" onClick={() => setEditing('new')}>
            {text.addTerm}
          </Button>
        ) : null
      }
    >
      {remove.error === null ? null : (
        <Alert role="alert" color="red" className="alert-bad">
          {messageOf(remove.error)}
        </Alert>
      )}
      <Queried query={list}>
        {() =>
          terms.length === 0 ? (
            <Empty title={text.noTerms} hint={text.noTermsHint} />
          ) : (
            <GridTable
              label={text.terms}
              rows={terms}
              keyOf={(term) => term.itemId}
              columns={[
                {
                  header: text.item,
                  bare: true,
                  cell: (term) => (
                    <div>
                      <RoomLink to="/items/$itemId" params={{ itemId: term.itemId }}>
                        {itemOf(term.itemId)?.name ?? '…'}
                      </RoomLink>
                      <div className="muted small code">{term.supplierItemCode}</div>
                    </div>
                  ),
                },
                {
                  header: text.cost,
                  right: true,
                  cell: (term) => <span className="num">{formatPrice(term.costMicro, supplier.currency)}</span>,
                },
                {
                  header: text.pack,
                  right: true,
                  cell: (term) => <span className="num">{formatQty(term.packMilli, itemOf(term.itemId)?.unit)}</span>,
                },
                {
                  header: text.least,
                  right: true,
                  cell: (term) => (
                    <span className="num">{formatQty(term.minimumMilli, itemOf(term.itemId)?.unit)}</span>
                  ),
                },
                {
                  header: text.preferred,
                  cell: (term) => (term.preferred ? <Tag tone="good">{text.preferred}</Tag> : null),
                },
                ...(may ? [actions] : []),
              ]}
            />
          )
        }
      </Queried>
      <MoreButton list={list} />
      <Dialog title={text.termTitle} opened={editing !== undefined} onClose={() => setEditing(undefined)}>
        {editing === undefined ? null : (
          <TermForm
            supplier={supplier}
            term={editing === 'new' ? undefined : editing}
            onClose={() => setEditing(undefined)}
          />
        )}
      </Dialog>
    </Card>
  );
}
