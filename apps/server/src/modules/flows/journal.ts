import { storableText } from '../../platform/storable-json.ts';
import type { Tx } from '../../platform/postgres.ts';
import type { JournalEntry } from './machine.ts';

export type JournalRow = JournalEntry & { readonly runId: string; readonly seq: number };

/** Writes what happened in runs, in one statement. */
export async function storeJournal(tx: Tx, rows: readonly JournalRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `insert into flows.journal (org_id, run_id, seq, at, started_at, kind, task, visit, output, error)
     select $1, j.run_id, j.seq, to_timestamp(j.at / 1000.0), to_timestamp(j.started / 1000.0), j.kind, j.task, j.visit, j.output, j.error
     from json_to_recordset($2) as j (run_id uuid, seq integer, at double precision, started double precision, kind text, task text,
       visit text, output jsonb, error jsonb)`,
    [
      tx.orgId,
      storableText(
        rows.map((row) => ({
          run_id: row.runId,
          seq: row.seq,
          at: row.atMs,
          started: row.startedAtMs,
          kind: row.kind,
          task: row.task,
          visit: row.key,
          output: row.output,
          error: row.error,
        })),
      ),
    ],
    'flows-store-journal',
  );
}
