import { compile, JqError, JqSyntaxError, JsonReader, jsonText, type ExactValue } from '@barrow/jq';
import { readTestGroups, type TestGroup } from './test-groups.ts';

export type TestReport = { readonly passed: number; readonly total: number; readonly failures: readonly string[] };

/** Runs all groups of a test file; one that fails says what was expected and what came. */
export function runTests(text: string): TestReport {
  const groups = readTestGroups(text);
  const failures = groups.flatMap((group) => {
    const reason = failureOf(group);
    return reason === null ? [] : [`line ${group.line}: ${group.program}\n    ${reason}`];
  });
  return { passed: groups.length - failures.length, total: groups.length, failures };
}

/** Why a group fails; null when it passes. */
function failureOf(group: TestGroup): string | null {
  let program;
  try {
    program = compile(group.program, { exact: true });
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error;
    return 'mustFail' in group ? null : `does not compile: ${error.message}`;
  }
  if ('mustFail' in group) return 'compiles, which it must not';
  const expected = group.outputs.map(readOne);
  const got: ExactValue[] = [];
  let ended: string | null = null;
  try {
    program.each(readOne(group.input), (value) => {
      got.push(value);
      return got.length > expected.length;
    });
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    ended = error.message;
  }
  const wrong = expected.findIndex((value, at) => !same(value, got[at]));
  if (wrong !== -1) {
    const value = got[wrong];
    const came = value === undefined ? (ended === null ? 'nothing' : `the error: ${ended}`) : jsonText(value);
    return `output ${wrong + 1}: expected ${jsonText(expected[wrong] ?? null)}, got ${came}`;
  }
  return got.length > expected.length ? `one output too many: ${jsonText(got.at(-1) ?? null)}` : null;
}

function readOne(text: string): ExactValue {
  return new JsonReader(text, true).next() ?? null;
}

const equal = compile('.[0] == .[1] or (.[0] | tojson) == (.[1] | tojson)', { exact: true });

function same(expected: ExactValue, got: ExactValue | undefined): boolean {
  return got !== undefined && equal.first([expected, got]) === true;
}
