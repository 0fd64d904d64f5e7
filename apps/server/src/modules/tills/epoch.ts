import type { Tx } from '../../platform/postgres.ts';

/** Which life of the database this is: a restore begins the next. */
export async function readEpoch(tx: Tx): Promise<string> {
  const row = await tx.row<{ number: number }>('select number from platform.epoch', [], 'read-epoch');
  return String(row?.number ?? 0);
}
