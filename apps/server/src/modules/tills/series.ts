import type { DeviceStanding, FactVerdict, SignedFact } from '@barrow/contracts';
import type { KnownSeries, Link } from '@barrow/sync';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';

/** A device with where its series stands. */
export type Series = {
  readonly deviceId: string;
  readonly locationId: string;
  readonly name: string;
  readonly code: string;
  readonly seriesId: string;
  readonly publicKey: JsonWebKey;
  readonly standing: DeviceStanding;
  readonly last: Link;
};
type JsonWebKey = { readonly kty: string; readonly crv: string; readonly x: string; readonly y: string };
type Row = {
  device_id: string;
  location_id: string;
  name: string;
  code: string;
  series_id: string;
  public_key: JsonWebKey;
  standing: DeviceStanding;
  high: number;
  last_receipt: number;
  last_hash: string;
};

/** The device that calls; locked for the transaction when it is to be changed. Throws DEVICE_UNKNOWN. */
export async function readSeries(tx: Tx, deviceId: string, lock = false): Promise<Series> {
  const row = await tx.row<Row>(
    `select device_id, location_id, name, code, series_id, public_key, standing, high, last_receipt, last_hash from tills.device
     where org_id = $1 and device_id = $2${lock ? ' for update' : ''}`,
    [tx.orgId, deviceId],
  );
  if (row === undefined) throw fault('not-found', 'DEVICE_UNKNOWN', `There is no device ${deviceId}.`);
  return {
    deviceId: row.device_id,
    locationId: row.location_id,
    name: row.name,
    code: row.code,
    seriesId: row.series_id,
    publicKey: row.public_key,
    standing: row.standing,
    last: { seq: row.high, receipt: row.last_receipt, hash: row.last_hash },
  };
}

type VerdictRow = {
  seq: number;
  hash: string;
  status: FactVerdict['status'];
  code: string | null;
  message: string | null;
  problems: { pointer: string; detail: string }[] | null;
};

/** What is here of the facts that were pushed: their hashes, and what was decided of each. */
export async function readVerdicts(
  tx: Tx,
  seriesId: string,
  facts: readonly SignedFact[],
): Promise<{ readonly hashes: KnownSeries['hashes']; readonly verdicts: ReadonlyMap<number, FactVerdict> }> {
  const rows = await tx.rows<VerdictRow>(
    'select seq, hash, status, code, message, problems from tills.fact where org_id = $1 and series_id = $2 and seq = any($3::integer[])',
    [tx.orgId, seriesId, facts.map(({ seq }) => seq)],
    'read-verdicts',
  );
  return {
    hashes: new Map(rows.map(({ seq, hash }) => [seq, hash])),
    verdicts: new Map(rows.map((row) => [row.seq, verdictOf(row)])),
  };
}

function verdictOf({ seq, status, code, message, problems }: VerdictRow): FactVerdict {
  return {
    seq,
    status,
    ...(code === null ? {} : { code }),
    ...(message === null ? {} : { message }),
    ...(problems === null ? {} : { problems }),
  };
}
