import { defaultPolicy, type Environment, type JsonValue, type KnownFunction } from '@barrow/flow';
import type { Tx } from '../../platform/postgres.ts';
import type { Registry } from '../../platform/registry.ts';
import type { Connections } from '../connections/index.ts';
import { actionOf } from './functions.ts';
import type { ReadDefinition } from './machine.ts';

/** What a definition finds here: the actions that it calls, the secrets of the organisation, the workflows that are published. */
export async function knownHere(
  tx: Tx,
  { registry, connections }: { readonly registry: Registry; readonly connections: Connections },
  { functions }: Pick<ReadDefinition, 'functions'>,
): Promise<Environment> {
  const [secrets, workflows] = await Promise.all([
    connections.secretNames(tx),
    tx.rows<{ namespace: string; name: string; version: string }>(
      'select namespace, name, version from flows.definition where org_id = $1',
      [tx.orgId],
    ),
  ]);
  return {
    catalogs: new Map([['default', functions.flatMap((one) => knownFunction(registry, one.name))]]),
    secrets: new Set(secrets),
    workflows,
    policy: defaultPolicy,
  };
}

/** The function as the definition names it: any version of the same major version is the same. An `id` may be left out. */
function knownFunction(registry: Registry, named: string): KnownFunction[] {
  const action = actionOf(registry, named);
  if (action === undefined) return [];
  const [name = '', version = ''] = named.split(':');
  const schema: unknown = JSON.parse(JSON.stringify(action.input));
  if (!isSchema(schema)) return [];
  const { required } = schema;
  const input = Array.isArray(required) ? { ...schema, required: required.filter((field) => field !== 'id') } : schema;
  return [{ name, version, input }];
}

function isSchema(value: unknown): value is { readonly [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
