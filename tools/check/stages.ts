import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { checkBoundaries } from './boundaries-stage.ts';
import { findChromium } from './chromium.ts';
import { root, runTool, type Ended } from './program.ts';
import type { Stage, StageResult } from './stage.ts';
import { runTests } from './test-stage.ts';

function tool(name: string, program: string, args: readonly string[]): Stage {
  const run = async (): Promise<StageResult> => judge([await runTool(program, args)], '');
  return { name, runsTests: false, alone: false, run };
}

function judge(ended: readonly Ended[], note: string): StageResult {
  const failed = ended.filter((one) => one.code !== 0);
  return { ok: failed.length === 0, note, output: failed.map((one) => one.output).join('\n') };
}

const typeProjects = ['packages', '.', 'packages/ui', 'apps/console', 'apps/till'];

async function checkTypes(): Promise<StageResult> {
  const present = typeProjects
    .map((folder) => join(folder, 'tsconfig.json'))
    .filter((file) => existsSync(join(root, file)));
  const ended = await Promise.all(present.map((file) => runTool('tsc', ['-p', file, '--pretty', 'false'])));
  return judge(ended, present.join(' '));
}

function tests(project: string, alone: boolean): Stage {
  return { name: project, runsTests: true, alone, run: ({ long }) => runTests({ project, long }) };
}

async function runBrowserTests({ long }: { readonly long: boolean }): Promise<StageResult> {
  const anyTest = globSync('**/*.e2e.test.{ts,tsx}', {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|\.barrow)$/.test(path),
  });
  if (anyTest.length === 0)
    return { ok: true, note: 'no tests', output: '', tests: { passed: 0, failed: 0, skipped: 0 } };
  const chromium = await findChromium();
  if ('missing' in chromium) return { ok: false, note: 'no Chromium', output: chromium.missing };
  return runTests({ project: 'browser', long, environment: { BARROW_CHROMIUM: chromium.path } });
}

async function runUnitTests({ long }: { readonly long: boolean }): Promise<StageResult> {
  const result = await runTests({ project: 'unit', long });
  return result.note === 'no tests' ? { ...result, ok: false, output: 'There is not one unit test.' } : result;
}

/** The stages of ./barrow check, in the order in which they start. */
export const stages: readonly Stage[] = [
  { name: 'unit', runsTests: true, alone: false, run: runUnitTests },
  tool('format', 'oxfmt', ['--check']),
  tool('lint', 'oxlint', ['--deny-warnings', '--format=unix']),
  { name: 'types', runsTests: false, alone: false, run: checkTypes },
  { name: 'boundaries', runsTests: false, alone: false, run: checkBoundaries },
  tool('unused', 'knip', ['--no-progress', '--no-config-hints']),
  tests('database', true),
  { name: 'browser', runsTests: true, alone: true, run: runBrowserTests },
  tests('chaos', true),
];
