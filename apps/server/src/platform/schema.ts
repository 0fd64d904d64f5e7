import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Convert } from 'typebox/value';
import type { FieldProblem } from '@barrow/kernel';
import { fault } from './fault.ts';
import { lowerCaseIds } from './lower-case-ids.ts';
import { unstorableTexts } from './unstorable-text.ts';

export type Parser<S extends TSchema> = {
  /** The value when it fits, with its UUIDs in lower case, or what is wrong with it, at most 20 problems. */
  check(value: unknown): { ok: true; value: Static<S> } | { ok: false; problems: FieldProblem[] };
  /** The value, or INPUT_INVALID. `convert` first turns texts into numbers and booleans: for query strings. */
  parse(value: unknown, convert?: boolean): Static<S>;
};

const mostProblems = 20;

type ValidationError = { keyword: string; instancePath: string; message: string; params: object };

function namesOf(params: object, key: string): string[] {
  const value: unknown = Reflect.get(params, key);
  return Array.isArray(value) ? value.map(String) : [];
}

const formatHints: Readonly<Record<string, string>> = {
  uuid: 'must be a UUID, such as 01977f7e-5b1a-7c3e-9d7a-3c1f5a2b9e10',
  'date-time': 'must be a time with its offset (ISO 8601), such as 2026-03-01T14:30:00Z',
  date: 'must be a day, such as 2026-03-01',
  email: 'must be an e-mail address',
};

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A validator's error as one problem a field, with what to do about it. */
function problemsOf(error: ValidationError): FieldProblem[] {
  if (error.keyword === 'required') {
    return namesOf(error.params, 'requiredProperties').map((name) => ({
      pointer: `${error.instancePath}/${escapePointer(name)}`,
      detail: 'is required',
    }));
  }
  if (error.keyword === 'boolean') return [];
  if (error.keyword === 'additionalProperties') {
    return namesOf(error.params, 'additionalProperties').map((name) => ({
      pointer: `${error.instancePath}/${escapePointer(name)}`,
      detail: 'is not a field of this request: remove it or correct its name',
    }));
  }
  const format: unknown = Reflect.get(error.params, 'format');
  const hint = error.keyword === 'format' && typeof format === 'string' ? formatHints[format] : undefined;
  return [{ pointer: error.instancePath, detail: hint ?? error.message }];
}

/** Compiles a schema once; the result checks many values. */
export function compileSchema<S extends TSchema>(schema: S): Parser<S> {
  const validator = Compile(schema);
  const check: Parser<S>['check'] = (value) => {
    if (validator.Check(value)) {
      const unstorable = unstorableTexts(schema, value);
      if (unstorable.length > 0) return { ok: false, problems: unstorable.slice(0, mostProblems) };
      lowerCaseIds(schema, value);
      return { ok: true, value };
    }
    const problems: FieldProblem[] = [];
    for (const error of validator.Errors(value)) {
      if (error.keyword === 'anyOf' && problems.some((p) => p.pointer.startsWith(error.instancePath))) continue;
      for (const problem of problemsOf(error)) {
        if (problems.length < mostProblems && !problems.some((p) => p.pointer === problem.pointer))
          problems.push(problem);
      }
    }
    return { ok: false, problems };
  };
  return {
    check,
    parse(value, convert = false) {
      const result = check(convert ? Convert(schema, value) : value);
      if (result.ok) return result.value;
      const first = result.problems[0];
      throw fault(
        'invalid',
        'INPUT_INVALID',
        first === undefined
          ? 'The input does not fit the schema.'
          : `${first.pointer === '' ? 'The input' : first.pointer} ${first.detail}.`,
        result.problems,
      );
    },
  };
}
