import type { Role } from '@barrow/contracts';
import { markedParts, type JsonValue, type MarkedPart } from '@barrow/flow';
import type { Tx } from '../../platform/postgres.ts';

/** A published definition, ready to run. Immutable, so it may be kept. */
export type Published<D> = {
  readonly definitionId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** `namespace/name:version` */
  readonly title: string;
  readonly grant: { readonly role: Role; readonly locationIds: readonly string[] | null };
  /** Tasks that places may have otherwise. */
  readonly parts: readonly MarkedPart[];
  readonly compiled: D;
};

export type DefinitionCache<D> = {
  /** One that was loaded before and is still at hand. */
  known(orgId: string, definitionId: string): Published<D> | undefined;
  /** The definitions of these ids; those that do not exist are left out. */
  load(tx: Tx, definitionIds: readonly string[]): Promise<Map<string, Published<D>>>;
};

type Row = {
  definition_id: string;
  namespace: string;
  name: string;
  version: string;
  document: JsonValue;
  role: Role;
  location_ids: string[] | null;
};

/** Keeps compiled definitions in memory, the oldest leaving first. */
export function createDefinitionCache<D>(compile: (document: unknown) => D, atMost = 1_000): DefinitionCache<D> {
  const kept = new Map<string, Published<D>>();
  return {
    known: (orgId, definitionId) => kept.get(`${orgId} ${definitionId}`),
    async load(tx, definitionIds) {
      const found = new Map<string, Published<D>>();
      const missing = definitionIds.filter((id) => {
        const known = kept.get(`${tx.orgId} ${id}`);
        if (known !== undefined) found.set(id, known);
        return known === undefined;
      });
      if (missing.length === 0) return found;
      const rows = await tx.rows<Row>(
        `select definition_id, namespace, name, version, document, role, location_ids from flows.definition
         where org_id = $1 and definition_id = any($2::uuid[])`,
        [tx.orgId, missing],
      );
      for (const row of rows) {
        const published: Published<D> = {
          definitionId: row.definition_id,
          namespace: row.namespace,
          name: row.name,
          version: row.version,
          title: `${row.namespace}/${row.name}:${row.version}`,
          grant: { role: row.role, locationIds: row.location_ids },
          parts: markedParts(row.document),
          compiled: compile(row.document),
        };
        found.set(row.definition_id, published);
        kept.set(`${tx.orgId} ${row.definition_id}`, published);
        const [oldest] = kept.keys();
        if (kept.size > atMost && oldest !== undefined) kept.delete(oldest);
      }
      return found;
    },
  };
}
