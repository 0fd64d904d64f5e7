import { UnsealError, type Sealer } from '../../platform/crypto.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';

export const secretName = '^[A-Za-z][A-Za-z0-9_-]{0,63}$';

function contextOf(orgId: string, name: string): string {
  return `${orgId}:${name}`;
}

/** Stores a secret, sealed for its organisation and name. */
export async function setSecret(tx: Tx, sealer: Sealer, name: string, value: string, by: string): Promise<void> {
  await tx.run(
    `insert into connections.secret (org_id, name, sealed, set_by) values ($1, $2, $3, $4)
     on conflict (org_id, name) do update set sealed = excluded.sealed, set_by = excluded.set_by, set_at = now()`,
    [tx.orgId, name, sealer.seal(value, contextOf(tx.orgId, name)), by],
  );
}

/** The names of all secrets. */
export async function secretNames(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ name: string }>('select name from connections.secret where org_id = $1', [tx.orgId]);
  return rows.map((row) => row.name);
}

/**
 * The secrets of these names that exist, for one call: whoever asks hands them on and keeps them nowhere. Throws SECRET_UNREADABLE when
 * they were sealed with another secret of the installation.
 */
export async function openSecrets(tx: Tx, sealer: Sealer, names: readonly string[]): Promise<Record<string, string>> {
  if (names.length === 0) return {};
  const rows = await tx.rows<{ name: string; sealed: Buffer }>(
    'select name, sealed from connections.secret where org_id = $1 and name = any($2::text[])',
    [tx.orgId, names],
  );
  try {
    return Object.fromEntries(rows.map((row) => [row.name, sealer.open(row.sealed, contextOf(tx.orgId, row.name))]));
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error;
    const message = 'A secret was sealed with another BARROW_SECRET: set it again.';
    throw fault('unprocessable', 'SECRET_UNREADABLE', message, [], error);
  }
}
