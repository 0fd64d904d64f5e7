import { UsageError, type CommandArguments, type CommandModule } from './command.ts';

/** The commands below `./barrow flow`, loaded when they are asked for. */
const subcommands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  run: () => import('./flow-run.ts'),
  validate: () => import('./flow-validate.ts'),
};

/** `./barrow flow NAME ...`: hands what follows the name to the subcommand. */
export async function run(args: CommandArguments): Promise<number> {
  const [name = '', ...positionals] = args.positionals;
  const load = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (load === undefined) {
    throw new UsageError(`"${name}" is nothing that flow can do: it is ${Object.keys(subcommands).join(' or ')}.`);
  }
  const subcommand = await load();
  return subcommand.run({ ...args, positionals });
}
