import type { Day } from '@barrow/kernel';
import type { Database, Tx } from '../../platform/postgres.ts';

/** How far the demo is: kept with the organisation, so that a start after a crash goes on where the last one ended. */
export type DemoState = {
  readonly today: Day;
  readonly loadedThrough: Day | null;
  readonly trickle: boolean;
  /** Somebody wants it gone: a server deletes it. */
  readonly deleting: boolean;
};

type Row = { demo: Partial<DemoState> | null };

/** The state of the transaction's organisation; undefined when it is no demo. */
export async function demoStateOf(tx: Tx): Promise<DemoState | undefined> {
  const row = await tx.row<Row>(
    `select settings -> 'demo' as demo from identity.organisation where org_id = $1 and demo`,
    [tx.orgId],
  );
  const demo = row?.demo;
  if (demo?.today === undefined) return undefined;
  return {
    today: demo.today,
    loadedThrough: demo.loadedThrough ?? null,
    trickle: demo.trickle ?? true,
    deleting: demo.deleting ?? false,
  };
}

export function readDemoState(database: Database, orgId: string): Promise<DemoState | undefined> {
  return database.transaction(orgId, demoStateOf, { readOnly: true });
}

export async function writeDemoState(tx: Tx, change: Partial<DemoState>): Promise<void> {
  await tx.run(
    `update identity.organisation set settings = jsonb_set(settings, '{demo}', coalesce(settings -> 'demo', '{}') || $2::jsonb) where org_id = $1`,
    [tx.orgId, JSON.stringify(change)],
  );
}
