import { compile, JqError, JqSyntaxError, type JqValue, type Program } from '@barrow/jq';
import { Type } from 'typebox';
import { expressionMayRunLong } from '../../flow-guard/may-run-long.ts';
import { fault } from '../../platform/fault.ts';
import { compileSchema } from '../../platform/schema.ts';
import { withinTime } from '../../platform/within-time.ts';
import type { Labels } from './machine.ts';

/** What `document.metadata.barrow` may say. Texts may hold expressions on the input, such as `order:${ .data.orderId }`. */
const Rules = Type.Object(
  {
    businessKeys: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: 20 })),
    priority: Type.Optional(Type.Integer({ minimum: -100, maximum: 100 })),
    concurrency: Type.Optional(
      Type.Object(
        {
          key: Type.String({ minLength: 1, maxLength: 500 }),
          atMost: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
const rulesParser = compileSchema(Rules);

export type LabelRules = (input: unknown) => Labels;

/** Compiles the labels that a definition gives its runs. Throws DEFINITION_INVALID for what makes no sense. */
export function compileLabels(metadata: object): LabelRules {
  const written: unknown = Reflect.get(metadata, 'barrow') ?? {};
  const checked = rulesParser.check(written);
  if (!checked.ok) {
    const problems = checked.problems.map(({ pointer, detail }) => ({
      pointer: `/document/metadata/barrow${pointer}`,
      detail,
    }));
    const [first] = problems;
    throw fault('unprocessable', 'DEFINITION_INVALID', `${first?.pointer ?? ''} ${first?.detail ?? ''}.`, problems);
  }
  const { businessKeys = [], priority = 0, concurrency } = checked.value;
  const keys = businessKeys.map((text, index) => compileText(text, `businessKeys/${index}`));
  const key = concurrency === undefined ? undefined : compileText(concurrency.key, 'concurrency/key');
  return (input) => {
    const slot = key?.(input);
    return {
      businessKeys: keys.flatMap((one) => one(input) ?? []),
      priority,
      ...(slot === undefined ? {} : { concurrency: { key: slot, atMost: concurrency?.atMost ?? 1 } }),
    };
  };
}

/** Undefined for an input on which an expression of the text fails or gives nothing. */
function compileText(text: string, where: string): (input: unknown) => string | undefined {
  const parts = text
    .split(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/)
    .map((part, index) => (index % 2 === 0 ? part : compiled(part, where)));
  const label = (input: unknown): string | undefined => {
    let result = '';
    for (const part of parts) {
      const value = typeof part === 'string' ? part : valueOf(part, input);
      if (value === undefined || value === null) return undefined;
      result += typeof value === 'string' ? value : JSON.stringify(value);
    }
    return result === '' ? undefined : result.slice(0, 200);
  };
  if (!expressionMayRunLong(text)) return label;
  return (input) => {
    const outcome = withinTime(() => label(input), longestMs);
    return outcome.ok ? outcome.value : undefined;
  };
}

/** For one label of one input. */
const longestMs = 500;

function compiled(source: string, where: string): Program {
  try {
    return compile(source);
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error;
    const pointer = `/document/metadata/barrow/${where}`;
    throw fault('unprocessable', 'DEFINITION_INVALID', `${pointer}: ${error.message}`, [
      { pointer, detail: error.message },
    ]);
  }
}

function isValue(value: unknown): value is JqValue {
  return value !== undefined;
}

function valueOf(program: Program, input: unknown): JqValue | undefined {
  if (!isValue(input)) return undefined;
  try {
    return program.first(input);
  } catch (error) {
    if (error instanceof JqError) return undefined;
    throw error;
  }
}
