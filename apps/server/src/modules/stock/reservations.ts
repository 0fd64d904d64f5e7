import { fault } from '../../platform/fault.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';

export type ReservationLine = { readonly itemId: string; readonly qtyMilli: number };
export type Reservation = {
  readonly reservationId: string;
  readonly locationId: string;
  readonly subject: string;
  readonly expiresAt: string | null;
  readonly lines: readonly ReservationLine[];
};

type StoredLine = {
  line_no: number;
  location_id: string;
  item_id: string;
  qty_milli: number;
  status: 'held' | Ending;
  expires_at: string | null;
};

async function storedLines(tx: Tx, reservationId: string): Promise<StoredLine[]> {
  return tx.rows<StoredLine>(
    'select line_no, location_id, item_id, qty_milli, status, expires_at from stock.reservation where org_id = $1 and reservation_id = $2 order by line_no',
    [tx.orgId, reservationId],
  );
}

/** One line an item, in the order in which balances are locked. */
function merged(lines: readonly ReservationLine[]): ReservationLine[] {
  const byItem = new Map<string, number>();
  for (const line of lines) byItem.set(line.itemId, (byItem.get(line.itemId) ?? 0) + line.qtyMilli);
  return [...byItem].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([itemId, qtyMilli]) => ({ itemId, qtyMilli }));
}

/**
 * Promises stock, all lines or none. Available is on hand less reserved less the allowance for unsynchronised tills; the check and
 * the promise are one row update each, so no concurrency can promise the same unit twice. Repeating the id answers as before.
 * Throws STOCK_NOT_AVAILABLE naming the items, STOCK_CONFLICT when the id came with other content.
 */
export async function reserve(tx: Tx, ask: Reservation, locationAllowanceMilli: number): Promise<'held' | 'repeated'> {
  const lines = merged(ask.lines);
  const numbers = lines.map((_, index) => index + 1);
  const items = plainArray(lines.map((line) => line.itemId));
  const quantities = plainArray(lines.map((line) => line.qtyMilli));
  // The reservation's key first: a concurrent repeat waits here until this one has ended.
  const inserted = await tx.run(
    `insert into stock.reservation (org_id, reservation_id, line_no, location_id, item_id, qty_milli, subject, expires_at)
     select $1, $2, l.line_no, $3, l.item_id, l.qty, $4, $5 from unnest($6::integer[], $7::uuid[], $8::bigint[]) as l (line_no, item_id, qty)
     order by l.line_no on conflict do nothing`,
    [tx.orgId, ask.reservationId, ask.locationId, ask.subject, ask.expiresAt, plainArray(numbers), items, quantities],
  );
  if (inserted < lines.length) {
    const stored = await storedLines(tx, ask.reservationId);
    const same =
      stored.length === lines.length &&
      stored.every(
        (row, index) =>
          row.location_id === ask.locationId &&
          row.item_id === lines[index]?.itemId &&
          row.qty_milli === lines[index]?.qtyMilli,
      );
    if (same && inserted === 0) return 'repeated';
    throw fault(
      'conflict',
      'STOCK_CONFLICT',
      `Reservation ${ask.reservationId} was stored with other lines. Use a new id.`,
    );
  }
  await tx.rows(
    `select 1 from stock.balance b join unnest($3::uuid[]) as l (item_id) on l.item_id = b.item_id
     where b.org_id = $1 and b.location_id = $2 order by b.item_id for update of b`,
    [tx.orgId, ask.locationId, items],
  );
  const promised = await tx.rows<{ item_id: string }>(
    `update stock.balance b set reserved_milli = b.reserved_milli + l.qty, changed_at = now()
     from unnest($3::uuid[], $4::bigint[]) as l (item_id, qty)
     where b.org_id = $1 and b.location_id = $2 and b.item_id = l.item_id
       and b.on_hand_milli - b.reserved_milli - greatest(b.offline_allowance_milli, $5::bigint) >= l.qty
     returning b.item_id`,
    [tx.orgId, ask.locationId, items, quantities, locationAllowanceMilli],
  );
  if (promised.length < lines.length) {
    const have = new Set(promised.map((row) => row.item_id));
    const short = lines.filter((line) => !have.has(line.itemId));
    throw fault(
      'conflict',
      'STOCK_NOT_AVAILABLE',
      `Not enough is available of ${short.length} of ${lines.length} items. Ask for less, or at another location.`,
      short.map((line) => ({
        pointer: `/lines/${ask.lines.findIndex((asked) => asked.itemId === line.itemId)}/qtyMilli`,
        detail: `less than ${line.qtyMilli} is available`,
      })),
    );
  }
  return 'held';
}

export type Ending = 'taken' | 'released' | 'expired';

/**
 * Ends what is still held of reservations and gives their promises back, in one go. `taken` is for a sale, which posts the move itself.
 * Balances are locked in key order before the reservations change, as everywhere. Answers how many lines ended.
 */
export async function endReservations(
  tx: Tx,
  reservationIds: readonly string[],
  ending: Ending,
  onlyExpired = false,
): Promise<number> {
  if (reservationIds.length === 0) return 0;
  const ids = plainArray([...reservationIds]);
  const due = onlyExpired ? 'and r.expires_at <= now()' : '';
  await tx.rows(
    `select 1 from stock.balance b
     where b.org_id = $1 and (b.location_id, b.item_id) in (
       select r.location_id, r.item_id from stock.reservation r where r.org_id = $1 and r.reservation_id = any($2::uuid[]) and r.status = 'held')
     order by b.location_id, b.item_id for update of b`,
    [tx.orgId, ids],
  );
  const row = await tx.row<{ ended: number }>(
    `with ended as (
       update stock.reservation r set status = $3, ended_at = now()
       where r.org_id = $1 and r.reservation_id = any($2::uuid[]) and r.status = 'held' ${due}
       returning r.location_id, r.item_id, r.qty_milli
     ), given as (
       select location_id, item_id, sum(qty_milli) as qty from ended group by location_id, item_id
     ), back as (
       update stock.balance b set reserved_milli = b.reserved_milli - g.qty, changed_at = now()
       from given g where b.org_id = $1 and b.location_id = g.location_id and b.item_id = g.item_id
       returning 1
     )
     select (select count(*) from ended)::integer as ended, (select count(*) from back) as balances`,
    [tx.orgId, ids, ending],
  );
  return row?.ended ?? 0;
}

export async function readReservation(tx: Tx, reservationId: string) {
  const lines = await storedLines(tx, reservationId);
  const first = lines[0];
  if (first === undefined) throw fault('not-found', 'RESERVATION_UNKNOWN', `There is no reservation ${reservationId}.`);
  return {
    reservationId,
    locationId: first.location_id,
    status: first.status,
    expiresAt: first.expires_at,
    lines: lines.map((line) => ({ itemId: line.item_id, qtyMilli: line.qty_milli })),
  };
}
