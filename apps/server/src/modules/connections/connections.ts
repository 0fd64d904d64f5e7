import type { Tx } from '../../platform/postgres.ts';
import { isHostAllowed } from './host-pattern.ts';

export type Connection = {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly callsPerS: number;
  /** Whether personal data may go there. */
  readonly personalData: boolean;
};

/** Every connection of the organisation, by name. */
export async function readConnections(tx: Tx): Promise<Connection[]> {
  const rows = await tx.rows<{ name: string; hosts: string[]; calls_per_s: number; personal_data: boolean }>(
    'select name, hosts, calls_per_s, personal_data from connections.connection where org_id = $1 order by name',
    [tx.orgId],
  );
  return rows.map((row) => ({
    name: row.name,
    hosts: row.hosts,
    callsPerS: row.calls_per_s,
    personalData: row.personal_data,
  }));
}

/** The connection that allows an address, or undefined: then nothing may call it. */
export function connectionFor(connections: readonly Connection[], address: string): Connection | undefined {
  const url = URL.parse(address);
  return url === null ? undefined : connections.find((one) => isHostAllowed(url, one.hosts));
}
