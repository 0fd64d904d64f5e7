import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDefinition } from './parse-definition.ts';

type Case = { readonly what: string; readonly text: string; readonly expected: string };

/**
 * The cases of a file in `invalid/`: `=== what is wrong`, the text, and `--- code pointer line` of the first error; `.` is the whole
 * document. Lines count from the beginning of the whole definition, `before` included.
 */
function casesOf(file: string): readonly Case[] {
  const text = readFileSync(join(import.meta.dirname, 'invalid', file), 'utf8');
  return text
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [, what = '', body = '', expected = ''] = /^(.*)\n([\s\S]*?)^--- (.*)$/m.exec(block) ?? [];
      return { what, text: body, expected };
    });
}

const document = "document: { dsl: '1.0.3', namespace: shop, name: greet, version: 1.0.0 }\n";

describe.each([
  { file: 'text.txt', before: '', atLeast: 15 },
  { file: 'workflow.txt', before: '', atLeast: 60 },
  { file: 'use.txt', before: `${document}do: [{ a: { wait: PT1S } }]\n`, atLeast: 20 },
  { file: 'tasks.txt', before: `${document}do:\n`, atLeast: 90 },
  { file: 'calls.txt', before: `${document}do:\n`, atLeast: 60 },
])('the invalid definitions of $file', ({ file, before, atLeast }) => {
  const cases = casesOf(file);

  test('are all there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(atLeast);
    expect(cases.filter(({ expected }) => !/^[a-z-]+ \S+ \d+$/.test(expected))).toEqual([]);
  });

  test.each(cases)('$what', ({ text, expected }) => {
    const parsed = parseDefinition(before + text);
    const errors = parsed.ok ? [] : parsed.detail.filter((problem) => problem.severity === 'error');
    const [first] = errors.map(({ code, pointer, line }) => `${code} ${pointer === '' ? '.' : pointer} ${line}`);
    expect(first).toBe(expected);
    for (const { message, column } of errors) {
      expect(message).toMatch(/^[A-Z"$].{9,}[.?]$/s);
      expect(column).toBeGreaterThan(0);
    }
  });
});
