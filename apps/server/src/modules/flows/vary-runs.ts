import { createHash } from 'node:crypto';
import { withParts, type JsonObject } from '@barrow/flow';
import { newId } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Tx } from '../../platform/postgres.ts';
import { readLocations } from '../network/index.ts';
import type { Published } from './definition-cache.ts';
import { partsAt, readPartOverrides, type PartOverride, type PartPlace } from './part-overrides.ts';
import type { RunOrder, VaryRuns, Workflows } from './start-runs.ts';

export function createVaryRuns<D>({ machine, definitions }: Workflows<D>, log: Logger): VaryRuns {
  return async (tx, orders, nowMs) => {
    const published = await definitions.load(tx, [...new Set(orders.map((order) => order.definitionId))]);
    const partsOf = (order: RunOrder) => published.get(order.definitionId)?.parts ?? [];
    const marked = orders.filter((order) => partsOf(order).length > 0 && locationOf(order) !== undefined);
    // Most have none: nothing is asked for them.
    if (marked.length === 0) return orders;
    const workflows = new Set(marked.flatMap((order) => nameOf(published.get(order.definitionId)) ?? []));
    const overrides = Map.groupBy(await readPartOverrides(tx, [...workflows]), (one) => `${one.namespace}/${one.name}`);
    if (overrides.size === 0) return orders;
    const places = await readLocations(tx, [...new Set(marked.flatMap((order) => locationOf(order) ?? []))]);
    const wanted = orders.map((order) => {
      const base = published.get(order.definitionId);
      if (base === undefined) return undefined;
      const place: PartPlace | undefined = places.get(locationOf(order) ?? '');
      const parts = partsAt(base.parts, overrides.get(nameOf(base) ?? '') ?? [], place, nowMs);
      if (parts.size === 0) return undefined;
      const version = variantVersion(base.version, parts);
      return { base, parts, version, key: `${base.definitionId} ${version}` };
    });
    const different = new Map(wanted.flatMap((one) => (one === undefined ? [] : [[one.key, one] as const])));
    const made = await variantsThere(tx, [...different.values()]);
    // Only the first run that differs in a new way makes a variant.
    for (const [key, one] of different) if (!made.has(key)) made.set(key, await makeVariant(one));
    return orders.map((order, index) => {
      const definitionId = made.get(wanted[index]?.key ?? '');
      return definitionId === undefined ? order : { ...order, definitionId };
    });

    /** One that cannot run any more leaves the standard in its place. */
    async function makeVariant({ base, parts, version }: Wanted<D>): Promise<string> {
      const row = await tx.row<{ document: JsonObject }>(
        'select document from flows.definition where org_id = $1 and definition_id = $2',
        [tx.orgId, base.definitionId],
      );
      const tasks = new Map([...parts].map(([part, { task }]) => [part, task]));
      const document = withParts(row?.document ?? {}, tasks, version);
      try {
        machine.compile(document);
      } catch (error) {
        log.warn(
          { workflow: base.title, error: String(error) },
          'a part that differs does not fit this version any more',
        );
        return base.definitionId;
      }
      const inserted = await tx.row<{ definition_id: string }>(
        `insert into flows.definition (org_id, definition_id, namespace, name, version, document, source, content_hash, role, location_ids, published_by, stage, variant_of)
         select org_id, $3, namespace, name, $4, $5, $6, $7, role, location_ids, published_by, 'variant', definition_id
         from flows.definition where org_id = $1 and definition_id = $2
         on conflict (org_id, namespace, name, version) do update set version = excluded.version
         returning definition_id`,
        [
          tx.orgId,
          base.definitionId,
          newId(),
          version,
          JSON.stringify(document),
          JSON.stringify(document, null, 2),
          createHash('sha256').update(JSON.stringify(document)).digest(),
        ],
      );
      return inserted?.definition_id ?? base.definitionId;
    }
  };
}

type Wanted<D> = {
  readonly base: Published<D>;
  readonly parts: ReadonlyMap<string, PartOverride>;
  readonly version: string;
};

/** Variants that were made before, by the version that they vary and their own. */
async function variantsThere<D>(tx: Tx, wanted: readonly Wanted<D>[]): Promise<Map<string, string>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx.rows<{ definition_id: string; variant_of: string; version: string }>(
    `select d.definition_id, d.variant_of, d.version
     from unnest($2::uuid[], $3::text[]) as k (variant_of, version)
     join flows.definition d on d.org_id = $1 and d.variant_of = k.variant_of and d.version = k.version`,
    [tx.orgId, wanted.map(({ base }) => base.definitionId), wanted.map(({ version }) => version)],
    'flows-variants',
  );
  return new Map(rows.map((row) => [`${row.variant_of} ${row.version}`, row.definition_id]));
}

/** Named by what differs: places that differ in the same way share a variant. */
function variantVersion(version: string, parts: ReadonlyMap<string, PartOverride>): string {
  const content = [...parts]
    .map(([part, { task }]) => ({ part, task }))
    .toSorted((one, other) => (one.part < other.part ? -1 : 1));
  return `${version}+${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12)}`;
}

/** The location that a run is about, by its keys. */
function locationOf({ businessKeys = [] }: RunOrder): string | undefined {
  return businessKeys.find((key) => /^location:[0-9a-f-]{36}$/i.test(key))?.slice('location:'.length);
}

function nameOf<D>(published: Published<D> | undefined): string | undefined {
  return published === undefined ? undefined : `${published.namespace}/${published.name}`;
}
