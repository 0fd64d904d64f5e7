import { createHash } from 'node:crypto';
import { mayDo, type Role } from '@barrow/contracts';
import type { ActionContext, Grant, OpenContext } from '../../platform/action.ts';
import { newId } from '../../platform/clock.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import type { Registry } from '../../platform/registry.ts';
import type { Connections } from '../connections/index.ts';
import { definitionColumns, definitionOf, definitionUnknown, type DefinitionRow } from './definition-rows.ts';
import { actionOf } from './functions.ts';
import { knownHere } from './known-here.ts';
import type { FetchDocument } from './link-definition.ts';
import type { Machine, ReadDefinition, StartRule } from './machine.ts';
import { metadataFault } from './metadata.ts';
import { zonesOf, type ReadTimeZones } from './schedule-zones.ts';
import { addTriggers, leaveOut, removeTriggers, tellReader, type NextRule } from './triggers.ts';

/** Runs act with the role of who published, at most `operations`: never with what only owners may do. */
function roleOfRuns(role: Role): Role {
  return role === 'owner' ? 'operations' : role;
}

/** What runs may do that somebody publishes. */
function runsOf(grant: Grant): Grant {
  return { ...grant, role: roleOfRuns(grant.role) };
}

export type DefinitionDeps<D> = {
  readonly machine: Machine<D>;
  readonly registry: () => Registry;
  readonly connections: Connections;
  readonly timeZones: ReadTimeZones;
  /** Fetches what definitions of an organisation need from elsewhere, through its connections. */
  readonly fetchFor: (orgId: string) => FetchDocument;
  /** Whether workflows of the organisation go live by review alone. */
  readonly mustBeReviewed: (tx: Tx) => Promise<boolean>;
};

/**
 * Fetches what a definition needs from elsewhere, outside of any transaction, and publishes it. Throws REVIEW_REQUIRED where workflows go
 * live by review alone.
 */
export async function fetchAndPublish<D>(deps: DefinitionDeps<D>, ctx: OpenContext, source: string) {
  const written = deps.machine.read(source);
  const isKnown = await ctx.inTransaction(async (part) => {
    const known = await isPublished(part, written);
    if (!known && (await deps.mustBeReviewed(part.tx))) throw reviewRequired();
    return known;
  });
  const linked = isKnown ? undefined : await linkFor(deps, ctx.grant.orgId, source);
  return ctx.inTransaction((part) => publishDefinition(deps, part, source, { linked }));
}

/** A definition with what stands elsewhere brought in; undefined when nothing does. Not to be done in a transaction. */
export function linkFor<D>(deps: DefinitionDeps<D>, orgId: string, source: string): Promise<string | undefined> {
  return deps.machine.link(source, deps.fetchFor(orgId));
}

function reviewRequired() {
  return fault(
    'forbidden',
    'REVIEW_REQUIRED',
    'Workflows of this organisation go live by review: make a draft of it and send that to review.',
  );
}

export type PublishOptions = {
  /** The definition with what it needs from elsewhere; what is not in it is refused. */
  readonly linked?: string | undefined;
  /** Where it is tried first: the events of these locations start it, and no longer the version that is live. */
  readonly canaryAt?: readonly string[];
};

/**
 * Publishes a definition in the caller's transaction: its triggers replace those of the versions before, as a canary only at its locations.
 * Repeated, it changes nothing; a version that was retired is reinstated. Throws DEFINITION_CANARY while another version of it is a canary.
 */
export async function publishDefinition<D>(
  deps: DefinitionDeps<D>,
  ctx: ActionContext,
  source: string,
  { linked, canaryAt }: PublishOptions = {},
) {
  const written = deps.machine.read(source);
  const text = linked ?? source;
  const read = linked === undefined ? written : deps.machine.read(linked);
  deps.machine.compile(read.document);
  requireAllowed(deps.registry(), read, runsOf(ctx.grant));
  const hash = createHash('sha256').update(JSON.stringify(written.document)).digest();
  const stored = await storeDefinition(ctx, read, source, hash, canaryAt === undefined ? 'live' : 'canary');
  if (!stored.isNew && stored.row.retired_at !== null) return reinstateDefinition(deps, ctx, stored.row.definition_id);
  if (stored.isNew) {
    const { registry, connections } = deps;
    deps.machine.validate(text, await knownHere(ctx.tx, { registry: registry(), connections }, read));
    await refuseBesideCanary(ctx, stored.row);
    await makeTriggers(deps, ctx, stored.row.definition_id, read, canaryAt);
  }
  const { namespace, name, version } = read.name;
  ctx.audit({ subjectId: stored.row.definition_id, after: { namespace, name, version, canaryAt } });
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
  canaryAt?: readonly string[],
): Promise<void> {
  if (canaryAt === undefined) {
    const rules = await firstStarts(ctx, deps, starts);
    await removeTriggers(ctx.tx, name);
    await addTriggers(ctx.tx, definitionId, rules, ctx.actor.name);
    return;
  }
  // The clock starts the version that is live: it has no location.
  const rules: NextRule[] = starts
    .filter((rule) => rule.kind === 'event')
    .map((rule) => ({ ...rule, nextAtMs: undefined }));
  await leaveOut(ctx.tx, name, canaryAt);
  await addTriggers(ctx.tx, definitionId, rules, ctx.actor.name, canaryAt);
}

async function refuseBesideCanary({ tx }: ActionContext, { definition_id: own, namespace, name }: DefinitionRow) {
  const canary = await tx.row<{ version: string }>(
    `select version from flows.definition where org_id = $1 and namespace = $2 and name = $3 and stage = 'canary'
       and retired_at is null and definition_id <> $4`,
    [tx.orgId, namespace, name, own],
  );
  if (canary === undefined) return;
  const message = `Version ${canary.version} of ${namespace}/${name} is being tried at some locations: widen it or roll it back first.`;
  throw fault('conflict', 'DEFINITION_CANARY', message);
}

/** Makes a version the one that starts runs, in place of any other of its name; runs of others go on. Throws DEFINITION_UNKNOWN. */
export async function reinstateDefinition<D>(deps: DefinitionDeps<D>, ctx: ActionContext, definitionId: string) {
  const row = await ctx.tx.row<DefinitionRow & { document: unknown }>(
    `update flows.definition set retired_at = null, stage = 'live' where org_id = $1 and definition_id = $2 returning ${definitionColumns}, document`,
    [ctx.tx.orgId, definitionId],
  );
  if (row === undefined) throw definitionUnknown(definitionId);
  const read = deps.machine.read(JSON.stringify(row.document));
  requireAllowed(deps.registry(), read, runsOf(ctx.grant));
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
  if (row.stage === 'canary') await leaveOut(ctx.tx, row, null);
  await tellReader(ctx.tx);
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

/** Throws DEFINITION_INVALID. Every function must be an action that runs may do, and no event may pass for one of the server's; found out now and not in the night. */
export function requireAllowed(registry: Registry, { functions, emits }: ReadDefinition, grant: Grant): void {
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
  stage: 'live' | 'canary',
): Promise<{ row: DefinitionRow; isNew: boolean }> {
  const { namespace, name, version } = read.name;
  const document = JSON.stringify(read.document);
  const inserted = await ctx.tx.row<DefinitionRow>(
    `insert into flows.definition (org_id, definition_id, namespace, name, version, document, source, content_hash, role, location_ids, published_by, stage)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::uuid[], $11, $12) on conflict do nothing returning ${definitionColumns}`,
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
      stage,
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
