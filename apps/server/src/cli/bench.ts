import { benchmarks } from '../../../../bench/benchmarks.ts';
import { tableOf } from '../../../../bench/report.ts';
import { withSurroundings } from '../../../../bench/surroundings.ts';
import { flagOf, integerOf, UsageError, type CommandArguments } from './command.ts';

const mostOrganisations = 200;

/** Runs one benchmark and prints its report: with --json the document alone on standard output. Without a name lists them. */
export async function run(args: CommandArguments): Promise<number> {
  const [name] = args.positionals;
  const organisations = integerOf(args, 'orgs', 1, mostOrganisations) ?? 1;
  if (name === undefined) {
    for (const one of benchmarks) process.stdout.write(`${one.name.padEnd(12)} ${one.summary}\n`);
    return 0;
  }
  const benchmark = benchmarks.find((one) => one.name === name);
  if (benchmark === undefined) {
    throw new UsageError(
      `There is no benchmark "${name}". There are: ${benchmarks.map((one) => one.name).join(', ')}.`,
    );
  }
  const tell = (line: string): void => void process.stderr.write(`  ${line}\n`);
  const results =
    benchmark.needs === 'nothing'
      ? await benchmark.run(tell)
      : await withSurroundings(tell, (surroundings) => benchmark.run(surroundings, { organisations }));
  const report = { name, results };
  process.stdout.write(
    flagOf(args, 'json') ? `${JSON.stringify(report, null, 2)}\n` : `\n${tableOf(report, benchmark.notes)}`,
  );
  return 0;
}
