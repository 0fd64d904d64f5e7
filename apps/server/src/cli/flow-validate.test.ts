import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'barrow-flow-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const head = "document: { dsl: '1.0.3', namespace: shop, name: greet, version: 1.0.0 }\n";
const good = `${head}do:\n  - greet:\n      set: { greeting: hello }\n`;
const bad = `${head}do:\n  - greet:\n      set: { greeting: '\${ .name | }' }\n      then: nowhere\n`;

function validate(args: readonly string[], input = ''): { status: number | null; out: string; err: string } {
  const main = join(import.meta.dirname, 'main.ts');
  const done = spawnSync(process.execPath, [main, 'flow', 'validate', ...args], { input, encoding: 'utf8' });
  return { status: done.status, out: done.stdout, err: done.stderr };
}

test('a valid definition ends with 0', () => {
  expect(validate(['-'], good)).toMatchObject({ status: 0, out: '- is valid\n' });
});

test('each problem is a line with file, line, column, severity and code; one wrong file of two ends with 1', () => {
  const [first, second] = [join(folder, 'good.yaml'), join(folder, 'bad.yaml')];
  writeFileSync(first, good);
  writeFileSync(second, bad);
  const { status, out } = validate([first, second]);
  expect(status).toBe(1);
  const [valid, expression, then] = out.split('\n');
  expect(valid).toBe(`${first} is valid`);
  expect(expression?.startsWith(`${second}:4:`)).toBe(true);
  expect(expression).toContain(' error invalid-expression ');
  expect(then?.startsWith(`${second}:5:13 error unknown-task `)).toBe(true);
});

test('--json gives every problem with its pointer', () => {
  const { status, out } = validate(['--json', '-'], bad);
  expect(status).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    valid: false,
    files: [
      {
        file: '-',
        valid: false,
        problems: [
          { pointer: '/do/0/greet/set/greeting' },
          { code: 'unknown-task', pointer: '/do/0/greet/then', line: 5 },
        ],
      },
    ],
  });
});

test('a file that is not there and a subcommand that is not known are told', () => {
  expect(validate([join(folder, 'nowhere.yaml')])).toMatchObject({ status: 1, out: '' });
  const main = join(import.meta.dirname, 'main.ts');
  expect(spawnSync(process.execPath, [main, 'flow', 'dance'], { encoding: 'utf8' }).status).toBe(2);
});
