import type { DataFlowExport, DataFlowInput, DataFlowOutput } from '../definition/data-flow.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import { readTransformation } from './read-expression.ts';
import { readSchema } from './read-resource.ts';
import { readFields } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

export function readInput(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): DataFlowInput {
  const fields = readFields(reading, value ?? {}, pointer, { what: 'an input', properties: ['schema', 'from'] });
  return {
    schema: readSchema(reading, fields.get('schema'), fields.at('schema'), scope),
    from: readTransformation(reading, fields.get('from'), fields.at('from'), '"from"', scope),
  };
}

/** Reads what `output` and `export` have alike. */
export function readOutput(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: 'an output' | 'an export',
  scope: Scope,
): DataFlowOutput & DataFlowExport {
  const fields = readFields(reading, value ?? {}, pointer, { what, properties: ['schema', 'as'] });
  return {
    schema: readSchema(reading, fields.get('schema'), fields.at('schema'), scope),
    as: readTransformation(reading, fields.get('as'), fields.at('as'), '"as"', scope),
  };
}
