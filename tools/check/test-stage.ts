import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from './json.ts';
import { runTool } from './program.ts';
import type { StageResult, TestCounts } from './stage.ts';

export type TestRun = {
  readonly project: string;
  readonly long: boolean;
  readonly environment?: Readonly<Record<string, string>>;
};

/**
 * Runs one project of vitest.config.ts and counts its tests from vitest's JSON report. Failing is what vitest calls so, which
 * includes a file that cannot be loaded and an error outside of any test. Tests read BARROW_CHECK_LONG to know the long form.
 */
export async function runTests({ project, long, environment = {} }: TestRun): Promise<StageResult> {
  const folder = await mkdtemp(join(tmpdir(), 'barrow-report-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
    const ended = await runTool('vitest', ['run', '--project', project, '--passWithNoTests', ...reporters], {
      environment: { ...environment, ...(long ? { BARROW_CHECK_LONG: '1' } : {}) },
    });
    const tests = await readCounts(file);
    if (tests === undefined) return { ok: false, note: 'vitest left no report', output: ended.output };
    const executed = tests.passed + tests.failed;
    const ok = ended.code === 0 && tests.failed === 0;
    const remarks = ok && tests.skipped > 0 ? skipReasons(ended.output) : [];
    const note = executed + tests.skipped === 0 && ok ? 'no tests' : describe(tests);
    return { ok, note, output: ended.output, remarks, tests };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function describe({ passed, failed, skipped }: TestCounts): string {
  const parts = [`${passed} passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return parts.join(', ');
}

/** What tests said of why they are skipped: their own lines, not vitest's summary. */
function skipReasons(output: string): readonly string[] {
  const lines = output.split('\n').map((line) => line.trim());
  return [
    ...new Set(lines.filter((line) => /\bskip(s|ped|ping)?\b/i.test(line) && !/^(Tests|Test Files)\b/.test(line))),
  ];
}

async function readCounts(file: string): Promise<TestCounts | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const report: unknown = JSON.parse(text);
  return {
    passed: numberAt(report, 'numPassedTests'),
    failed: numberAt(report, 'numFailedTests'),
    skipped: numberAt(report, 'numPendingTests') + numberAt(report, 'numTodoTests'),
  };
}

function numberAt(report: unknown, key: string): number {
  const value = at(report, key);
  return typeof value === 'number' ? value : 0;
}
