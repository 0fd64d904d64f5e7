import { Type } from 'typebox';
import { isUuid } from '@barrow/kernel';
import { createHouse, type House } from '../compose.ts';
import { openInstallation, type Step } from '../installation.ts';
import { fault } from '../platform/fault.ts';
import { createLogger } from '../platform/logger.ts';
import type { Caller } from '../platform/registry.ts';
import { compileSchema } from '../platform/schema.ts';
import { textOf, UsageError, type CommandArguments } from './command.ts';
import { configOf } from './config-of.ts';

/** A house on the installation's database, and the organisation that the command is about. */
export type OpenedHouse = { readonly house: House; readonly orgId: string; readonly close: () => Promise<void> };

/** Few: a command does one thing after the other, beside a server that may be running. */
const connections = '4';

const Me = compileSchema(Type.Object({ organisation: Type.Object({ name: Type.String() }) }));

/** Who acts when a command does. */
export function commandCaller(orgId: string): Caller {
  return {
    actor: { kind: 'system', id: 'command-line', name: 'Command line', enteredBy: 'command-line' },
    grant: { orgId, role: 'owner', locationIds: null, supplierId: null },
    traceId: '0'.repeat(32),
  };
}

type Organisation = { readonly orgId: string; readonly name: string };

async function organisationsOf(house: House): Promise<Organisation[]> {
  const all: Organisation[] = [];
  for (const { orgId } of await house.identity.organisations()) {
    const me = await house.registry.perform('identity.me.read', commandCaller(orgId), {});
    all.push({ orgId, name: Me.parse(me).organisation.name });
  }
  return all;
}

function choose(organisations: readonly Organisation[], asked: string | undefined): string {
  const list = organisations.map(({ orgId, name }) => `  ${name}  ${orgId}`).join('\n');
  if (asked === undefined) {
    const [only, ...others] = organisations;
    if (only === undefined)
      throw fault(
        'not-found',
        'ORGANISATION_UNKNOWN',
        'There is no organisation yet. Start "./barrow up" and make one.',
      );
    if (others.length > 0) throw new UsageError(`There are several organisations: choose one with --org.\n${list}`);
    return only.orgId;
  }
  const found = organisations.filter(({ orgId, name }) =>
    isUuid(asked) ? orgId === asked.toLowerCase() : name.toLowerCase() === asked.toLowerCase(),
  );
  const [only, ...others] = found;
  if (only === undefined)
    throw fault('not-found', 'ORGANISATION_UNKNOWN', `There is no organisation "${asked}". There are:\n${list}`);
  if (others.length > 0) throw new UsageError(`Several organisations are named "${asked}": give the id.\n${list}`);
  return only.orgId;
}

/**
 * Opens the house for a command: the embedded database or the one of DATABASE_URL, migrated; the only organisation, or that of --org.
 * Safe beside a running server. Throws UsageError, ORGANISATION_UNKNOWN. The caller closes it.
 */
export async function openHouse(args: CommandArguments, step?: Step): Promise<OpenedHouse> {
  const config = configOf(args, { BARROW_LOG: 'warn', BARROW_POOL: connections });
  const installation = await openInstallation(config, () => undefined, step);
  const house = createHouse({
    config,
    databaseUrl: installation.databaseUrl,
    secret: installation.secret,
    baseUrl: config.BARROW_URL ?? `http://localhost:${config.BARROW_PORT}`,
    log: createLogger(config.BARROW_LOG, { write: (text) => process.stderr.write(text) }),
  });
  const close = async (): Promise<void> => {
    await house.close();
    await installation.stop();
  };
  try {
    return { house, orgId: choose(await organisationsOf(house), textOf(args, 'org')), close };
  } catch (error) {
    await close();
    throw error;
  }
}
