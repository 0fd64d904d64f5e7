import { fault } from '../platform/fault.ts';
import type { Tx } from '../platform/postgres.ts';

/** How far an import came. */
export type RunState = {
  readonly salesDone: number;
  readonly salesStored: number;
  readonly salesDuplicate: number;
  readonly linesStored: number;
  readonly linesDuplicate: number;
  readonly itemsCreated: number;
};

export const untouched: RunState = {
  salesDone: 0,
  salesStored: 0,
  salesDuplicate: 0,
  linesStored: 0,
  linesDuplicate: 0,
  itemsCreated: 0,
};

export type RunFacts = {
  readonly runId: string;
  readonly source: string;
  readonly mapping: string;
  readonly fileName: string;
  readonly fileHash: Buffer;
  readonly salesTotal: number;
};

type RunRow = {
  status: string;
  sales_done: number;
  sales_stored: number;
  sales_duplicate: number;
  lines_stored: number;
  lines_duplicate: number;
  items_created: number;
};

/** Begins a run, or takes up one that was stopped. One that was complete begins anew: it finds duplicates. */
export async function beginRun(tx: Tx, run: RunFacts): Promise<RunState> {
  await tx.run(
    `insert into import.run (org_id, run_id, source, mapping, file_name, file_hash, sales_total) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing`,
    [tx.orgId, run.runId, run.source, run.mapping, run.fileName, run.fileHash, run.salesTotal],
  );
  const row = await tx.row<RunRow>(
    `select status, sales_done, sales_stored, sales_duplicate, lines_stored, lines_duplicate, items_created from import.run
     where org_id = $1 and run_id = $2 for update`,
    [tx.orgId, run.runId],
  );
  if (row === undefined) throw new Error('a run was begun and is not there');
  if (row.status === 'running')
    return {
      salesDone: row.sales_done,
      salesStored: row.sales_stored,
      salesDuplicate: row.sales_duplicate,
      linesStored: row.lines_stored,
      linesDuplicate: row.lines_duplicate,
      itemsCreated: row.items_created,
    };
  await tx.run(
    `update import.run set status = 'running', sales_done = 0, sales_stored = 0, sales_duplicate = 0, lines_stored = 0, lines_duplicate = 0,
       items_created = 0, started_at = now(), changed_at = now() where org_id = $1 and run_id = $2`,
    [tx.orgId, run.runId],
  );
  await tx.run('delete from import.refused_line where org_id = $1 and run_id = $2', [tx.orgId, run.runId]);
  return untouched;
}

/** Moves a run on, in the transaction that stored what it says. Throws when another process moved it meanwhile. */
export async function moveRun(tx: Tx, runId: string, from: RunState, to: RunState, isComplete: boolean): Promise<void> {
  const moved = await tx.run(
    `update import.run set sales_done = $4, sales_stored = $5, sales_duplicate = $6, lines_stored = $7, lines_duplicate = $8,
       items_created = $9, status = $10, changed_at = now()
     where org_id = $1 and run_id = $2 and sales_done = $3 and status = 'running'`,
    [
      tx.orgId,
      runId,
      from.salesDone,
      to.salesDone,
      to.salesStored,
      to.salesDuplicate,
      to.linesStored,
      to.linesDuplicate,
      to.itemsCreated,
      isComplete ? 'complete' : 'running',
    ],
  );
  if (moved !== 1)
    throw fault(
      'conflict',
      'IMPORT_FILE',
      'Another process imports the same file into the same organisation. Let one of them end.',
    );
}

export type RefusedLine = { readonly line: number; readonly reason: string; readonly detail: string };

export async function storeRefused(tx: Tx, runId: string, lines: readonly RefusedLine[]): Promise<void> {
  if (lines.length === 0) return;
  await tx.run(
    `insert into import.refused_line (org_id, run_id, line_no, reason, detail)
     select $1, $2, r.line, r.reason, r.detail from json_to_recordset($3) as r (line bigint, reason text, detail text)
     on conflict do nothing`,
    [tx.orgId, runId, JSON.stringify(lines)],
  );
}

/** Every line that this run was refused, in the order of the file. */
export async function readRefused(tx: Tx, runId: string): Promise<RefusedLine[]> {
  return tx.rows<RefusedLine>(
    'select line_no as line, reason, detail from import.refused_line where org_id = $1 and run_id = $2 order by line_no',
    [tx.orgId, runId],
  );
}
