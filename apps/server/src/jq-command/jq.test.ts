import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const main = join(import.meta.dirname, '../cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'barrow-jq-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { readonly code: number; readonly out: string; readonly err: string };

/** Runs the command with the text on its standard input. */
function jq(args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, 'jq', ...args], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

describe('./barrow jq', () => {
  test('runs the program on each value of standard input', async () => {
    expect(await jq(['.a + 1'], '{"a":1} {"a":\n2}')).toEqual({ code: 0, out: '2\n3\n', err: '' });
  });

  test('prints as it is told', async () => {
    const input = '{"b":["x",1.50],"a":{}}';
    const printed = async (...options: string[]): Promise<string> => (await jq([...options, '.'], input)).out;
    expect(await printed()).toBe('{\n  "b": [\n    "x",\n    1.50\n  ],\n  "a": {}\n}\n');
    expect(await printed('-cS')).toBe('{"a":{},"b":["x",1.50]}\n');
    expect(await printed('--tab')).toContain('\t"b": [\n\t\t"x",');
    expect(await printed('--indent', '1')).toContain('\n "b": [\n  "x",');
    expect((await jq(['-r', '.b[0], .b'], input)).out).toBe('x\n[\n  "x",\n  1.50\n]\n');
    expect((await jq(['-j', '.b[]'], input)).out).toBe('x1.50');
    expect((await jq(['-na', '"é😀"'])).out).toBe('"\\u00e9\\ud83d\\ude00"\n');
  });

  test('reads as it is told', async () => {
    expect((await jq(['-cs', '.'], '1 [2]')).out).toBe('[1,[2]]\n');
    expect((await jq(['-R', '.'], 'a\nb')).out).toBe('"a"\n"b"\n');
    expect((await jq(['-Rs', '.'], 'a\nb\n')).out).toBe('"a\\nb\\n"\n');
    expect((await jq(['-nc', '[input, [inputs]]'], '1 2 3')).out).toBe('[1,[2,3]]\n');
    expect((await jq(['-c', '--stream', '.'], '{"a":[1]}')).out).toBe('[["a",0],1]\n[["a",0]]\n[["a"]]\n');
  });

  test('reads program, inputs and arguments from files', async () => {
    const [program, data] = [join(folder, 'program.jq'), join(folder, 'data.json')];
    writeFileSync(program, '# adds\n[.[] + $n] # all\n');
    writeFileSync(data, '[1,\n2]\n[3]');
    expect((await jq(['-c', '--argjson', 'n', '10', '-f', program, data])).out).toBe('[11,12]\n[13]\n');
    expect(
      (await jq(['-nc', '--slurpfile', 's', data, '--arg', 't', 'x', '[$s, $t, $ARGS.positional]', '--args', 'p'])).out,
    ).toBe('[[[1,2],[3]],"x",["p"]]\n');
  });

  test('ends as jq does', async () => {
    expect((await jq(['-e', '.'], 'null')).code).toBe(1);
    expect((await jq(['-e', 'empty'], '1')).code).toBe(4);
    expect((await jq(['-e', '.'], '1')).code).toBe(0);
    expect(await jq(['.a'], '[]')).toEqual({
      code: 5,
      out: '',
      err: 'jq: error (at <stdin>:0): Cannot index array with string ("a")\n',
    });
    expect((await jq(['.a |'])).code).toBe(3);
    expect((await jq(['--nonsense', '.'])).code).toBe(2);
    expect((await jq(['-c', '.'], '1 {')).code).toBe(2);
    expect(await jq(['-n', '"bye\n" | halt_error(7)'])).toEqual({ code: 7, out: '', err: 'bye\n' });
  });

  test('a program without end reaches a limit', async () => {
    const { code, err } = await jq(['-n', 'last(repeat(1))']);
    expect(code).toBe(5);
    expect(err).toContain('limit reached');
  });

  test('the environment is empty and modules are refused', async () => {
    expect((await jq(['-nc', '[env, $ENV]'])).out).toBe('[{},{}]\n');
    expect((await jq(['-n', 'include "a"; 1'])).err).toContain('modules are not available');
  });
});
