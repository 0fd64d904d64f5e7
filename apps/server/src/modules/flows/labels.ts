import { compile, JqError, JqSyntaxError, type JqValue, type Program } from '@barrow/jq';
import { expressionMayRunLong } from '../../flow-guard/may-run-long.ts';
import { withinTime } from '../../platform/within-time.ts';
import type { Labels } from './machine.ts';
import { metadataFault, readMetadata } from './metadata.ts';

export type LabelRules = (input: unknown) => Labels;

/** Compiles the labels that a definition gives its runs. Throws DEFINITION_INVALID for what makes no sense. */
export function compileLabels(metadata: object): LabelRules {
  const { businessKeys = [], priority = 0, concurrency } = readMetadata(metadata);
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
    throw metadataFault([{ pointer: `/${where}`, detail: error.message }]);
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
