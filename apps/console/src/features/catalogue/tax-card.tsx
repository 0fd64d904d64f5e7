import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatPpm } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { Empty, Queried } from '../../parts/states.tsx';
import { useMay } from '../identity/session.ts';
import { text } from '../identity/settings-messages.ts';
import { taxesQuery } from './catalogue-api.ts';
import { TaxForm } from './tax-form.tsx';

/** A first day before which nobody sold anything: the rate has no beginning. */
const beginning = '1900-01-01';

/** Tax rates by class and region. */
export function TaxCard() {
  const may = useMay('catalogue.manage');
  const [adding, setAdding] = useState(false);
  const query = useQuery(taxesQuery);
  return (
    <Card
      title={text.taxes}
      actions={
        may ? (
          <Button size="compact-xs" variant="default" onClick={() => setAdding(true)}>
            {text.addTax}
          </Button>
        ) : null
      }
    >
      <Queried query={query}>
        {(rates) =>
          rates.length === 0 ? (
            <Empty title={text.noTaxes} hint={text.noTaxesHint} />
          ) : (
            <GridTable
              label={text.taxes}
              rows={rates}
              keyOf={(rate) => `${rate.taxClass}/${rate.region}/${rate.code}/${rate.firstDay}`}
              columns={[
                { header: text.taxClass, bare: true, cell: (rate) => <span className="strong">{rate.taxClass}</span> },
                { header: text.region, cell: (rate) => rate.region },
                { header: text.code, cell: (rate) => rate.code },
                {
                  header: text.rate,
                  right: true,
                  cell: (rate) => <span className="num">{formatPpm(rate.ratePpm)}</span>,
                },
                {
                  header: text.from,
                  cell: (rate) =>
                    rate.firstDay === undefined || rate.firstDay < beginning ? text.always : formatDay(rate.firstDay),
                },
              ]}
            />
          )
        }
      </Queried>
      <Dialog title={text.addTax} opened={adding} onClose={() => setAdding(false)}>
        <TaxForm onClose={() => setAdding(false)} />
      </Dialog>
    </Card>
  );
}
