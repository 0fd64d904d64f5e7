import { createHash } from 'node:crypto';
import { mayDo, type Role } from '@barrow/contracts';
import type { ActionContext, Grant, OpenContext } from '../../platform/action.ts';
import { newId } from '../../platform/clock.ts';
import { fault } from '../../platform/fault.ts';
import type { Registry } from '../../platform/registry.ts';
import type { Connections } from '../connections/index.ts';
import { definitionColumns, definitionOf, definitionUnknown, type DefinitionRow } from './definition-rows.ts';
import { actionOf } from './functions.ts';
import { knownHere } from './known-here.ts';
import type { FetchDocument } from './link-definition.ts';
import type { Machine, ReadDefinition, StartRule } from './machine.ts';
import { metadataFault } from './metadata.ts';
import { zonesOf, type ReadTimeZones } from './schedule-zones.ts';
import { replaceTriggers } from './triggers.ts';

/** Runs act with the role of who published, at most `operations`: never with what only owners may do. */
function roleOfRuns(role: Role): Role {
  return role === 'owner' ? 'operations' : role;
}

export type DefinitionDeps<D> = {
  readonly machine: Machine<D>;
  readonly registry: () => Registry;
  readonly connections: Connections;
  readonly timeZones: ReadTimeZones;
  /** Fetches what definitions of an organisation need from elsewhere, through its connections. */
  readonly fetchFor: (orgId: string) => FetchDocument;
};

/** Fetches what a definition needs from elsewhere, outside of any transaction, and publishes it. */
export async function fetchAndPublish<D>(deps: DefinitionDeps<D>, ctx: OpenContext, source: string) {
  const written = deps.machine.read(source);
  const isKnown = await ctx.inTransaction((part) => isPublished(part, written));
  const linked = isKnown ? undefined : await deps.machine.link(source, deps.fetchFor(ctx.grant.orgId));
  return ctx.inTransaction((part) => publishDefinition(deps, part, source, linked));
}

/**
 * Publishes a definition in the caller's transaction: its triggers replace those of the versions before. Repeated, it changes nothing; a
 * version that was retired is reinstated. `linked` is the definition with what it needs from elsewhere; what is not in it is refused.
 */
export async function publishDefinition<D>(
  deps: DefinitionDeps<D>,
  ctx: ActionContext,
  source: string,
  linked?: string,
) {
  const written = deps.machine.read(source);
  const text = linked ?? source;
  const read = linked === undefined ? written : deps.machine.read(linked);
  deps.machine.compile(read.document);
  requireAllowed(deps.registry(), read, { ...ctx.grant, role: roleOfRuns(ctx.grant.role) });
  const hash = createHash('sha256').update(JSON.stringify(written.document)).digest();
  const stored = await storeDefinition(ctx, read, source, hash);
  if (!stored.isNew && stored.row.retired_at !== null) return reinstateDefinition(deps, ctx, stored.row.definition_id);
  if (stored.isNew) {
    const { registry, connections } = deps;
    deps.machine.validate(text, await knownHere(ctx.tx, { registry: registry(), connections }, read));
    await makeTriggers(deps, ctx, stored.row.definition_id, read);
  }
  const { namespace, name, version } = read.name;
  ctx.audit({ subjectId: stored.row.definition_id, after: { namespace, name, version } });
  return definitionOf(stored.row);
}

async function isPublished(
  { tx }: ActionContext,
  { name: { namespace, name, version } }: ReadDefinition,
): Promise<boolean> {
  const rows = await tx.rows(
    'select 1 as found from flows.definition where org_id = $1 and namespace = $2 and name = $3 and version = $4',
    [tx.orgId, namespace, name, version],
  );
  return rows.length > 0;
}

async function makeTriggers<D>(
  deps: DefinitionDeps<D>,
  ctx: ActionContext,
  definitionId: string,
  { name, starts }: ReadDefinition,
): Promise<void> {
  const rules = await firstStarts(ctx, deps, starts);
  await replaceTriggers(ctx.tx, { definitionId, ...name }, rules, ctx.actor.name);
}

/** Makes a version the one that starts runs, in place of any other of its name; runs of others go on. Throws DEFINITION_UNKNOWN. */
export async function reinstateDefinition<D>(deps: DefinitionDeps<D>, ctx: ActionContext, definitionId: string) {
  const row = await ctx.tx.row<DefinitionRow & { document: unknown }>(
    `update flows.definition set retired_at = null where org_id = $1 and definition_id = $2 returning ${definitionColumns}, document`,
    [ctx.tx.orgId, definitionId],
  );
  if (row === undefined) throw definitionUnknown(definitionId);
  const read = deps.machine.read(JSON.stringify(row.document));
  requireAllowed(deps.registry(), read, { ...ctx.grant, role: roleOfRuns(ctx.grant.role) });
  await makeTriggers(deps, ctx, definitionId, read);
  ctx.audit({ subjectId: definitionId, after: { reinstated: true, version: row.version } });
  return definitionOf(row);
}

/** Ends the triggers of a version; its runs go on. Repeated, it changes nothing. Throws DEFINITION_UNKNOWN. */
export async function retireDefinition(ctx: ActionContext, definitionId: string) {
  const row = await ctx.tx.row<DefinitionRow>(
    `update flows.definition set retired_at = coalesce(retired_at, now()) where org_id = $1 and definition_id = $2 returning ${definitionColumns}`,
    [ctx.tx.orgId, definitionId],
  );
  if (row === undefined) throw definitionUnknown(definitionId);
  await ctx.tx.run('delete from flows.trigger where org_id = $1 and definition_id = $2', [ctx.tx.orgId, definitionId]);
  await ctx.tx.run('update flows.reader set triggers_version = triggers_version + 1 where org_id = $1', [ctx.tx.orgId]);
  ctx.audit({ subjectId: definitionId, after: { retired: true } });
  return definitionOf(row);
}

/** When each rule starts its first run; one that counts from the end of the run before, at once. */
async function firstStarts<D>(
  { tx, nowMs }: ActionContext,
  { machine, timeZones }: DefinitionDeps<D>,
  rules: readonly StartRule[],
): Promise<(StartRule & { readonly nextAtMs: number | undefined })[]> {
  const clocks = rules.flatMap((rule) => (rule.kind === 'schedule' ? [machine.clockOf(rule.schedule)] : []));
  const zoneOf = await zonesOf(tx, timeZones, clocks);
  return rules.map((rule) => {
    if (rule.kind !== 'schedule') return { ...rule, nextAtMs: undefined };
    const clock = machine.clockOf(rule.schedule);
    const zone = zoneOf(clock);
    if (zone === undefined)
      throw metadataFault([
        { pointer: '/location', detail: `names no location: there is none with the code ${clock.location}` },
      ]);
    const nextMs = machine.nextStart(rule.schedule, nowMs(), zone);
    return { ...rule, nextAtMs: nextMs ?? (rule.afterMs === null ? undefined : nowMs()) };
  });
}

/** Every function must be an action that runs may do, and no event may pass for one of the server's; found out now and not in the night. */
function requireAllowed(registry: Registry, { functions, emits }: ReadDefinition, grant: Grant): void {
  const modules = new Set(registry.actions.map(({ name }) => name.split('.')[0]));
  const forged = emits
    .filter(({ name }) => modules.has(name.split('.')[0]))
    .map(({ name, pointer }) => ({
      pointer,
      detail: `emits ${name}, as only this server itself does: choose another type`,
    }));
  const calls = functions.flatMap(({ name, pointer }) => {
    const found = actionOf(registry, name);
    if (found === undefined) return [{ pointer, detail: `calls ${name}, which is no action of this server` }];
    if (!mayDo(grant.role, found.permission))
      return [{ pointer, detail: `calls ${name}, which runs of yours may not do (permission ${found.permission})` }];
    if (grant.locationIds !== null && found.touches === 'all')
      return [{ pointer, detail: `calls ${name}, which concerns every location; your scope is limited` }];
    return [];
  });
  const problems = [...calls, ...forged];
  const [first] = problems;
  if (first !== undefined)
    throw fault('unprocessable', 'DEFINITION_INVALID', `${first.pointer} ${first.detail}.`, problems);
}

async function storeDefinition(
  ctx: ActionContext,
  read: ReadDefinition,
  source: string,
  hash: Buffer,
): Promise<{ row: DefinitionRow; isNew: boolean }> {
  const { namespace, name, version } = read.name;
  const document = JSON.stringify(read.document);
  const inserted = await ctx.tx.row<DefinitionRow>(
    `insert into flows.definition (org_id, definition_id, namespace, name, version, document, source, content_hash, role, location_ids, published_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::uuid[], $11) on conflict do nothing returning ${definitionColumns}`,
    [
      ctx.tx.orgId,
      newId(),
      namespace,
      name,
      version,
      document,
      source,
      hash,
      roleOfRuns(ctx.grant.role),
      ctx.grant.locationIds,
      ctx.actor.name,
    ],
  );
  if (inserted !== undefined) return { row: inserted, isNew: true };
  const earlier = await ctx.tx.row<DefinitionRow & { content_hash: Buffer }>(
    `select ${definitionColumns}, content_hash from flows.definition where org_id = $1 and namespace = $2 and name = $3 and version = $4`,
    [ctx.tx.orgId, namespace, name, version],
  );
  if (earlier?.content_hash.equals(hash) === true) return { row: earlier, isNew: false };
  throw fault(
    'conflict',
    'DEFINITION_PUBLISHED',
    `${namespace}/${name}:${version} is published with other content, and a published version never changes. Give it a new version.`,
  );
}
