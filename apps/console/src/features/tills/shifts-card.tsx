import { useInfiniteQuery } from '@tanstack/react-query';
import { entriesOf } from '../../api/page.ts';
import { formatMoney } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { Card } from '../../parts/card.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useLocationOf } from '../network/network-api.ts';
import { text } from './messages.ts';
import { shiftsQuery, type Shift } from './tills-api.ts';

/** Shifts with their cash: what was counted, what the till and the server say should have been there. */
export function ShiftsCard() {
  const list = useInfiniteQuery(shiftsQuery);
  const locationOf = useLocationOf();
  const shifts = entriesOf(list.data);
  const money = (amountMinor: number | null, { currency }: Shift): string =>
    amountMinor === null ? '–' : formatMoney(amountMinor, currency);
  return (
    <Card title={text.shifts}>
      <Queried query={list} rows={2}>
        {() =>
          shifts.length === 0 ? (
            <p className="padded muted">{text.noShifts}</p>
          ) : (
            <GridTable
              label={text.shifts}
              rows={shifts}
              keyOf={(shift) => shift.shiftId}
              columns={[
                { header: text.opened, cell: ({ openedAt }) => <span className="num">{formatInstant(openedAt)}</span> },
                {
                  header: text.closed,
                  cell: ({ closedAt }) =>
                    closedAt === null ? (
                      <Tag>{text.isOpen}</Tag>
                    ) : (
                      <span className="num">{formatInstant(closedAt)}</span>
                    ),
                },
                { header: text.location, cell: ({ locationId }) => locationOf(locationId)?.name ?? locationId },
                { header: text.expected, right: true, cell: (shift) => money(shift.expectedMinor, shift) },
                { header: text.here, right: true, cell: (shift) => money(shift.hereMinor, shift) },
                { header: text.counted, right: true, cell: (shift) => money(shift.countedMinor, shift) },
                {
                  header: text.difference,
                  right: true,
                  cell: (shift) => (
                    <span className={(shift.differenceMinor ?? 0) === 0 ? '' : 'bad'}>
                      {money(shift.differenceMinor, shift)}
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Queried>
      <MoreButton list={list} />
    </Card>
  );
}
