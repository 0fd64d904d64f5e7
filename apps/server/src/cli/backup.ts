import { openInstallation } from '../installation.ts';
import { backup } from '../backup/backup.ts';
import type { CommandArguments } from './command.ts';
import { configOf } from './config-of.ts';

/** `./barrow backup FILE`: everything, as it was at one moment, while the server goes on. */
export async function run(args: CommandArguments): Promise<number> {
  const [file = ''] = args.positionals;
  const installation = await openInstallation(configOf(args), () => undefined);
  try {
    const { tables, bytes } = await backup(installation.databaseUrl, file, new Date().toISOString());
    process.stdout.write(
      `${file}: ${tables} tables, ${Math.round(bytes / 1_000_000)} MB before compression. Keep the secret of this installation with it, in another place.\n`,
    );
    return 0;
  } finally {
    await installation.stop();
  }
}
