import { writeFile } from 'node:fs/promises';
import type { Registry } from '../platform/registry.ts';
import { UsageError, type CommandArguments } from './command.ts';
import { commandCaller, openHouse } from './open-house.ts';

/** The tables that can be exported, with the action that writes each: those of `GET /<table>.csv`. */
function tablesOf(registry: Registry): Map<string, string> {
  return new Map(
    registry.actions.flatMap(({ media, route, name }) => {
      const table = media === 'text/csv' ? /^GET \/(.+)\.csv$/.exec(route)?.[1] : undefined;
      return table === undefined ? [] : [[table, name]];
    }),
  );
}

/** `./barrow export TABLE [FILE]`: a table as CSV, to a file or standard output. */
export async function run(args: CommandArguments): Promise<number> {
  const [table = '', file] = args.positionals;
  const { house, orgId, close } = await openHouse(args);
  try {
    const tables = tablesOf(house.registry);
    const action = tables.get(table);
    if (action === undefined)
      throw new UsageError(`There is no table "${table}". There are: ${[...tables.keys()].toSorted().join(', ')}.`);
    const csv = String(await house.registry.perform(action, commandCaller(orgId), {}));
    if (file === undefined) process.stdout.write(csv);
    else await writeFile(file, csv);
    return 0;
  } finally {
    await close();
  }
}
