import { plainArray, type Tx } from '../../platform/postgres.ts';
import type { TransferAsk } from './transfers.ts';

/** Stores requested transfers with ids that are new and locations that exist, in two statements. */
export async function requestTransfers(tx: Tx, asks: readonly TransferAsk[]): Promise<void> {
  await tx.run(
    `insert into stock.transfer (org_id, transfer_id, from_location_id, to_location_id, status, note)
     select $1, t.id, t.from_id, t.to_id, 'requested', t.note from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[]) as t (id, from_id, to_id, note)
     order by t.id`,
    [
      tx.orgId,
      plainArray(asks.map((ask) => ask.id)),
      plainArray(asks.map((ask) => ask.fromLocationId)),
      plainArray(asks.map((ask) => ask.toLocationId)),
      asks.map((ask) => ask.note),
    ],
  );
  const lines = asks.flatMap((ask) => ask.lines.map((line, index) => ({ ...line, id: ask.id, lineNo: index + 1 })));
  await tx.run(
    `insert into stock.transfer_line (org_id, transfer_id, line_no, item_id, requested_milli)
     select $1, l.* from unnest($2::uuid[], $3::integer[], $4::uuid[], $5::bigint[]) as l`,
    [
      tx.orgId,
      plainArray(lines.map((line) => line.id)),
      plainArray(lines.map((line) => line.lineNo)),
      plainArray(lines.map((line) => line.itemId)),
      plainArray(lines.map((line) => line.qtyMilli)),
    ],
  );
}
