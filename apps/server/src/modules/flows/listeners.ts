import { storableText } from '../../platform/storable-json.ts';
import type { RoughFilter } from './machine.ts';
import type { Tx } from '../../platform/postgres.ts';

export type NewListener = {
  readonly runId: string;
  readonly key: string;
  readonly task: string;
  readonly types: readonly string[];
  readonly filters: readonly RoughFilter[];
};

/** Arms listeners, in one statement. The reader of the log looks back for them to where their runs began. */
export async function storeListeners(tx: Tx, listeners: readonly NewListener[]): Promise<void> {
  if (listeners.length === 0) return;
  await tx.run(
    `insert into flows.listener (org_id, run_id, key, task, types, filter)
     select $1, l.run_id, l.key, l.task, l.types, l.filter
     from json_to_recordset($2) as l (run_id uuid, key text, task text, types text[], filter jsonb)
     on conflict (org_id, run_id, key) do update set types = excluded.types, filter = excluded.filter`,
    [
      tx.orgId,
      storableText(
        listeners.map((one) => ({
          run_id: one.runId,
          key: one.key,
          task: one.task,
          types: one.types,
          filter: one.filters,
        })),
      ),
    ],
    'flows-store-listeners',
  );
  await tx.run(
    `insert into flows.reader (org_id, epoch, xid, position)
     values ($1, (select number from platform.epoch), pg_snapshot_xmin(pg_current_snapshot()), 0) on conflict (org_id) do nothing`,
    [tx.orgId],
    'flows-ensure-reader',
  );
}
