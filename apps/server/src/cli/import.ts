import { importFile, type ImportOptions } from '../import/import-file.ts';
import { loadMapping } from '../import/mapping-files.ts';
import { createProgress } from '../import/progress.ts';
import { describeReport, type ImportReport } from '../import/report.ts';
import { flagOf, integerOf, textOf, UsageError, type CommandArguments } from './command.ts';
import { openHouse } from './open-house.ts';
import { tellStep } from './steps.ts';

/** Ctrl-C lets the running chunk end; a second one ends at once, which loses nothing either. */
function untilInterrupted(): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitStopped);
    process.stderr.write('\nStopping after the running chunk. Again to stop at once.\n');
    controller.abort(new Error('The import was stopped before anything was stored.'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}

const exitStopped = 130;

function openingOf(args: CommandArguments): 'derive' | 'none' {
  const opening = textOf(args, 'opening') ?? 'none';
  if (opening !== 'derive' && opening !== 'none')
    throw new UsageError(`--opening is derive or none, not "${opening}".`);
  return opening;
}

async function importInto(args: CommandArguments, options: ImportOptions): Promise<ImportReport> {
  if (flagOf(args, 'dry-run')) return importFile(options);
  const opened = await openHouse(args, tellStep);
  try {
    return await importFile(options, opened);
  } finally {
    await opened.close();
  }
}

/** `./barrow import sales FILE`. Exit code 130 when it was stopped: the same command goes on. */
export async function run(args: CommandArguments): Promise<number> {
  const [what, path = ''] = args.positionals;
  if (what !== 'sales') throw new UsageError(`"${what ?? ''}" cannot be imported; "sales" can.`);
  const named = textOf(args, 'mapping');
  const currency = textOf(args, 'currency');
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency))
    throw new UsageError(`--currency wants a code such as EUR, not "${currency}".`);
  const interruption = untilInterrupted();
  try {
    const report = await importInto(args, {
      path,
      mapping: named === undefined ? undefined : await loadMapping(named),
      locationCode: textOf(args, 'location'),
      currency,
      limit: integerOf(args, 'limit', 1, Number.MAX_SAFE_INTEGER),
      rejectsPath: textOf(args, 'rejects'),
      createLocations: flagOf(args, 'create-locations'),
      opening: openingOf(args),
      progress: createProgress(process.stderr),
      signal: interruption.signal,
      nowMs: Date.now(),
    });
    process.stdout.write(flagOf(args, 'json') ? `${JSON.stringify(report)}\n` : describeReport(report));
    if (report.status === 'complete') return 0;
    process.stderr.write('Stopped. The same command goes on where it stopped.\n');
    return exitStopped;
  } finally {
    interruption.dispose();
  }
}
