import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { at } from './json.ts';
import { root, runTool } from './program.ts';
import type { StageResult } from './stage.ts';

const config = join(root, '.dependency-cruiser.json');
const fixture = join(root, 'tools', 'fixtures', 'boundaries');

/**
 * Judges who imports whom. Fails also when nothing was judged (the tool then says "no violations"), and when the fixture that
 * breaks every rule is not reported for every rule: then the rules, not the code, have stopped working.
 */
export async function checkBoundaries(): Promise<StageResult> {
  const [house, broken, rules] = await Promise.all([
    cruise(root, ['packages', 'apps', 'tests', 'bench', 'tools']),
    cruise(fixture, ['packages', 'apps']),
    readRules(),
  ]);
  const blind = rules.filter((rule) => !broken.violations.some((violation) => violation.rule === rule));
  const complaints = [
    ...house.violations.map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`),
    ...blind.map((rule) => `the rule ${rule} finds nothing in ${fixture}, which breaks it`),
    ...(house.modules === 0 ? [`no module was judged\n${house.output}`] : []),
    ...(rules.length === 0 ? [`${config} has no rules`] : []),
  ];
  return {
    ok: complaints.length === 0,
    note: `${house.modules} modules, ${rules.length} rules`,
    output: complaints.join('\n'),
  };
}

type Violation = { readonly rule: string; readonly from: string; readonly to: string };
type Cruise = { readonly modules: number; readonly violations: readonly Violation[]; readonly output: string };

async function cruise(folder: string, folders: readonly string[]): Promise<Cruise> {
  const present = folders.filter((name) => existsSync(join(folder, name)));
  const ended = await runTool('depcruise', ['--config', config, '--output-type', 'json', ...present], { folder });
  if (!ended.stdout.trimStart().startsWith('{')) return { modules: 0, violations: [], output: ended.output };
  const report: unknown = JSON.parse(ended.stdout);
  const summary = at(report, 'summary');
  const modules = at(summary, 'totalCruised');
  const violations = at(summary, 'violations');
  return {
    modules: typeof modules === 'number' ? modules : 0,
    violations: Array.isArray(violations) ? violations.map(readViolation) : [],
    output: ended.output,
  };
}

function readViolation(violation: unknown): Violation {
  return {
    rule: String(at(at(violation, 'rule'), 'name')),
    from: String(at(violation, 'from')),
    to: String(at(violation, 'to')),
  };
}

async function readRules(): Promise<readonly string[]> {
  const rules = at(JSON.parse(await readFile(config, 'utf8')), 'forbidden');
  return Array.isArray(rules) ? rules.map((rule) => String(at(rule, 'name'))) : [];
}
