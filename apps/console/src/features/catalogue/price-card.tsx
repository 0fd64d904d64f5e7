import type { Price } from '@barrow/contracts';
import { Alert, Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatPrice } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMay } from '../identity/session.ts';
import { useLocationOf } from '../network/network-api.ts';
import { deletePrice, pricesQuery } from './catalogue-api.ts';
import { text } from './messages.ts';
import { PriceForm } from './price-form.tsx';

/** Days before which a first day means: since ever. */
const beginning = '1900-01-01';

/** The prices of an item, where and when each holds. */
export function PriceCard({ itemId }: { readonly itemId: string }) {
  const may = useMay('catalogue.manage');
  const [adding, setAdding] = useState(false);
  const locationOf = useLocationOf();
  const list = useInfiniteQuery(pricesQuery(itemId));
  const prices = entriesOf(list.data);
  const remove = useMutation({
    mutationFn: deletePrice,
    onSuccess: async () => {
      toast(text.priceRemoved);
      await queryClient.invalidateQueries({ queryKey: ['catalogue', 'prices'] });
    },
  });
  const whereOf = (price: Price): string =>
    price.locationId === null ? text.everywhere(price.currency) : (locationOf(price.locationId)?.name ?? '…');
  return (
    <Card
      title={text.prices}
      actions={
        may ? (
          <Button size="compact-xs" variant="default" onClick={() => setAdding(true)}>
            {text.addPrice}
          </Button>
        ) : null
      }
    >
      {remove.error === null ? null : (
        <Alert role="alert" color="red" className="alert-bad">
          {messageOf(remove.error)}
        </Alert>
      )}
      <Queried query={list} rows={3}>
        {() =>
          prices.length === 0 ? (
            <Empty title={text.noPrices} hint={text.noPricesHint} />
          ) : (
            <GridTable
              label={text.prices}
              rows={prices}
              keyOf={(price) => price.priceId}
              columns={[
                {
                  header: text.price,
                  cell: (price) => (
                    <span className="num strong">{formatPrice(price.unitPriceMicro, price.currency)}</span>
                  ),
                },
                { header: text.where, cell: whereOf },
                {
                  header: text.firstDay,
                  cell: (price) => (price.firstDay < beginning ? text.always : formatDay(price.firstDay)),
                },
                {
                  header: text.lastDay,
                  cell: (price) => (price.lastDay === null ? text.noEnd : formatDay(price.lastDay)),
                },
                ...(may
                  ? [
                      {
                        header: text.removePrice,
                        bare: true,
                        right: true,
                        cell: (price: Price) => (
                          <Button
                            size="compact-xs"
                            variant="default"
                            aria-label={text.removePriceOf(formatPrice(price.unitPriceMicro, price.currency))}
                            onClick={() => remove.mutate(price.priceId)}
                          >
                            {text.removePrice}
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Queried>
      <MoreButton list={list} />
      <Dialog title={text.addPrice} opened={adding} onClose={() => setAdding(false)}>
        <PriceForm itemId={itemId} onClose={() => setAdding(false)} />
      </Dialog>
    </Card>
  );
}
