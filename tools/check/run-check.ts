import { endPrograms } from './program.ts';
import type { Stage, StageResult, TestCounts } from './stage.ts';

export type CheckOptions = { readonly long: boolean; readonly write: (text: string) => void };

const atOnce = 2;

/**
 * Runs the stages, two at a time where they do not mind, and writes a line for each as it ends, the output of those that
 * failed, and one last line that counts tests. A stage without tests that fails counts as one failed. Resolves to the exit
 * code: 0 only when nothing failed and, if test stages were asked for, at least one test ran.
 */
export async function runCheck(stages: readonly Stage[], options: CheckOptions): Promise<number> {
  const stopEarly = (): void => {
    endPrograms();
    process.exit(130);
  };
  process.once('SIGINT', stopEarly).once('SIGTERM', stopEarly);
  const results: Finished[] = [];
  const runOne = async (stage: Stage): Promise<void> => {
    const finished = await time(stage, options);
    results.push(finished);
    report(finished, options.write);
  };
  await inTurns(
    stages.filter((stage) => !stage.alone),
    runOne,
  );
  for (const stage of stages.filter((candidate) => candidate.alone)) await runOne(stage);
  process.off('SIGINT', stopEarly).off('SIGTERM', stopEarly);
  return conclude(results, options.write);
}

type Finished = { readonly stage: Stage; readonly result: StageResult; readonly elapsedMs: number };

async function time(stage: Stage, { long }: CheckOptions): Promise<Finished> {
  const startedMs = performance.now();
  const result = await stage.run({ long }).catch((error: unknown): StageResult => {
    const output = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ok: false, note: 'could not run', output };
  });
  return { stage, result, elapsedMs: performance.now() - startedMs };
}

async function inTurns(stages: readonly Stage[], run: (stage: Stage) => Promise<void>): Promise<void> {
  const waiting = [...stages];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

function report({ stage, result, elapsedMs }: Finished, write: (text: string) => void): void {
  const seconds = (elapsedMs / 1_000).toFixed(1).padStart(6);
  write(`${result.ok ? 'ok  ' : 'FAIL'} ${stage.name.padEnd(12)} ${seconds} s  ${result.note}\n`);
  for (const remark of result.remarks ?? []) write(`     ${remark}\n`);
  if (!result.ok) write(`${indent(result.output.trim())}\n`);
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `     ${line}`.trimEnd())
    .join('\n');
}

function conclude(results: readonly Finished[], write: (text: string) => void): number {
  const counts = results.map(countsOf);
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  const skipped = counts.reduce((sum, count) => sum + count.skipped, 0);
  const nothingRan = passed + failed === 0 && results.some(({ stage }) => stage.runsTests);
  if (nothingRan) write('FAIL no test ran\n');
  write(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`);
  return failed === 0 && !nothingRan && results.every(({ result }) => result.ok) ? 0 : 1;
}

function countsOf({ result }: Finished): TestCounts {
  const tests = result.tests ?? { passed: 0, failed: 0, skipped: 0 };
  return result.ok || tests.failed > 0 ? tests : { ...tests, failed: 1 };
}
