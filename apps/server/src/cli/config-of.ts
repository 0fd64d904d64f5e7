import { readConfig, type Config } from '../platform/config.ts';
import { textOf, type CommandArguments, type CommandOption } from './command.ts';

/** The options of every command that works on an installation. */
export const installationOptions = {
  data: {
    type: 'string',
    placeholder: 'FOLDER',
    description: 'Folder of the embedded database and of secrets (.barrow/data)',
  },
  'database-url': {
    type: 'string',
    placeholder: 'URL',
    description: 'Use this PostgreSQL instead of the embedded one',
  },
} as const satisfies Readonly<Record<string, CommandOption>>;

const variables = { port: 'BARROW_PORT', data: 'BARROW_DATA', 'database-url': 'DATABASE_URL' } as const;

/** The configuration of a command: its options win over the environment, which wins over `defaults`. */
export function configOf(
  args: CommandArguments,
  defaults: Readonly<Record<string, string>> = { BARROW_LOG: 'warn' },
): Config {
  const given = Object.entries(variables).flatMap(([option, variable]) => {
    const value = args.values[option] === undefined ? undefined : textOf(args, option);
    return value === undefined ? [] : [[variable, value] as const];
  });
  return readConfig({ ...defaults, ...process.env, ...Object.fromEntries(given) });
}
