import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { formatCount, formatMoney } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { text } from './messages.ts';
import { SaleDetails } from './sale-details.tsx';
import { salesQuery } from './sales-api.ts';

const shown = 10;

/** The last sales of a location; each opens with its lines. */
export function LastSales({ locationId, timeZone }: { readonly locationId: string; readonly timeZone: string }) {
  const [opened, setOpened] = useState<string>();
  const list = useInfiniteQuery(salesQuery(locationId, shown));
  const sales = entriesOf(list.data);
  return (
    <Card title={text.last}>
      <Queried query={list}>
        {() =>
          sales.length === 0 ? (
            <Empty title={text.noSales} hint={text.noSalesHint} />
          ) : (
            <GridTable
              label={text.last}
              rows={sales}
              keyOf={(sale) => sale.id}
              columns={[
                {
                  header: text.when,
                  cell: (sale) => <span className="num">{formatInstant(sale.occurredAt, timeZone)}</span>,
                },
                {
                  header: text.lines,
                  right: true,
                  cell: (sale) => <span className="num">{formatCount(sale.lineCount)}</span>,
                },
                {
                  header: text.total,
                  right: true,
                  cell: (sale) => <span className="num strong">{formatMoney(sale.totalMinor, sale.currency)}</span>,
                },
                {
                  header: text.state,
                  bare: true,
                  cell: (sale) =>
                    sale.voided ? (
                      <Tag tone="bad">{text.voided}</Tag>
                    ) : sale.totalMinor < 0 ? (
                      <Tag tone="warn">{text.isReturn}</Tag>
                    ) : null,
                },
                {
                  header: text.open,
                  bare: true,
                  right: true,
                  cell: (sale) => (
                    <Button size="compact-xs" variant="default" onClick={() => setOpened(sale.id)}>
                      {text.open}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Queried>
      <MoreButton list={list} />
      <Dialog title={text.saleTitle} size="lg" opened={opened !== undefined} onClose={() => setOpened(undefined)}>
        {opened === undefined ? null : (
          <SaleDetails saleId={opened} timeZone={timeZone} onClose={() => setOpened(undefined)} />
        )}
      </Dialog>
    </Card>
  );
}
