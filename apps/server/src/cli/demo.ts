import { createInterface } from 'node:readline/promises';
import pg from 'pg';
import { deleteDemo, isServed } from '../demo/load/delete-demo.ts';
import { demoName } from '../demo/network.ts';
import { openInstallation } from '../installation.ts';
import { flagOf, UsageError, type CommandArguments } from './command.ts';
import { configOf } from './config-of.ts';
import { tellStep } from './steps.ts';

/** `./barrow demo delete`: the invented network goes, everything else stays. */
export async function run(args: CommandArguments): Promise<number> {
  const [what = ''] = args.positionals;
  if (what !== 'delete') throw new UsageError(`"demo" knows "delete", not "${what}".`);
  if (!flagOf(args, 'yes') && !(await isConfirmed())) {
    process.stderr.write('Nothing was deleted.\n');
    return 1;
  }
  const installation = await openInstallation(configOf(args), () => undefined, tellStep);
  const client = new pg.Client({ connectionString: installation.databaseUrl, application_name: 'barrow demo' });
  try {
    await client.connect();
    if (await isServed(client))
      throw new Error('a server is running on this database: stop it (Ctrl-C where ./barrow up runs) and try again');
    const deleted = await tellStep('delete the demo', () => deleteDemo(client, tellTable));
    process.stdout.write(
      deleted === undefined
        ? 'There is no demo in this database.\n'
        : `Deleted ${deleted.rows} rows and the sign-in of ${deleted.people} people. "./barrow up --no-demo" starts without a demo: create your company there.\n`,
    );
    return 0;
  } finally {
    await client.end();
    await installation.stop();
  }
}

function tellTable(table: string, rows: number): void {
  process.stderr.write(
    `${process.stderr.isTTY ? '\r\u001b[K' : ''}    ${table.padEnd(38)} ${String(rows).padStart(9)} rows\n`,
  );
}

async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('Nobody can be asked here: say --yes to delete the demo.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = `This deletes the demo network "${demoName}" with all its sales, for good. Type "delete" to go on: `;
    return (await terminal.question(question)).trim().toLowerCase() === 'delete';
  } finally {
    terminal.close();
  }
}
