import { startEmbeddedDatabase } from '../platform/embedded-database.ts';
import { restore } from '../backup/restore.ts';
import { dataFolderOf } from '../installation.ts';
import type { CommandArguments } from './command.ts';
import { configOf } from './config-of.ts';

/** `./barrow restore FILE`: into an empty database; all of it or nothing. */
export async function run(args: CommandArguments): Promise<number> {
  const [file = ''] = args.positionals;
  const config = configOf(args);
  const embedded =
    config.DATABASE_URL === undefined
      ? await startEmbeddedDatabase({ dataDir: dataFolderOf(config), log: () => undefined })
      : undefined;
  try {
    const { tables, takenAt, epoch } = await restore(config.DATABASE_URL ?? embedded?.url ?? '', file);
    process.stdout.write(
      `Restored ${tables} tables as they were at ${takenAt}. The event log is in epoch ${epoch}. Run ./barrow verify.\n`,
    );
    return 0;
  } finally {
    await embedded?.stop();
  }
}
