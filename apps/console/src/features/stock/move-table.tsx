import type { Item, Location } from '@barrow/contracts';
import { formatChange, formatPrice } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';
import { GridTable } from '../../parts/grid-table.tsx';
import { useLocationOf } from '../network/network-api.ts';
import { text } from './messages.ts';
import type { Move } from './stock-api.ts';

const kindNames: Readonly<Record<string, string>> = text.kinds;

/** Moves, newest first, in the time of the location. */
export function MoveTable({
  moves,
  unit,
  location,
}: {
  readonly moves: readonly Move[];
  readonly unit: Item['unit'] | undefined;
  readonly location: Location | undefined;
}) {
  const locationOf = useLocationOf();
  return (
    <GridTable
      label={text.allMoves}
      rows={moves}
      keyOf={(move) => String(move.position)}
      columns={[
        {
          header: text.when,
          cell: (move) => <span className="num">{formatInstant(move.occurredAt, location?.timeZone)}</span>,
        },
        { header: text.what, cell: (move) => kindNames[move.kind] ?? move.kind },
        {
          header: text.change,
          right: true,
          cell: (move) => (
            <span className={`num strong${move.onHandDeltaMilli < 0 ? '' : ' good'}`}>
              {formatChange(move.onHandDeltaMilli, unit)}
            </span>
          ),
        },
        {
          header: text.cost,
          right: true,
          cell: (move) => (
            <span className="num">
              {location === undefined ? '' : formatPrice(move.unitCostMicro, location.currency)}
            </span>
          ),
        },
        { header: text.counterpart, cell: (move) => locationOf(move.counterLocationId)?.name ?? '' },
        { header: text.why, cell: (move) => move.reason ?? '' },
      ]}
    />
  );
}
