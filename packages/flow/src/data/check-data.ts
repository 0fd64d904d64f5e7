import { Errors } from 'typebox/schema';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';

export type DataFault = { readonly pointer: Pointer; readonly message: string };

/** More faults than this help nobody. */
const mostFaults = 20;

/**
 * What is wrong with data by a JSON Schema, draft 2020-12; nothing when it fits. Interprets the schema: no code is generated from what
 * somebody wrote. The schema must have passed `checkSchema`; one that goes round in circles is a fault of the data's root.
 */
export function checkData(schema: JsonValue, data: JsonValue): readonly DataFault[] {
  if (typeof schema === 'boolean') return schema ? [] : [{ pointer: '', message: 'must not be there' }];
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return [];
  try {
    const [fits, errors] = Errors(schema, data);
    if (fits) return [];
    const faults = errors
      .filter((error) => error.keyword !== 'boolean' || errors.length === 1)
      .slice(0, mostFaults)
      .map((error) => ({ pointer: error.instancePath, message: explain(error) }));
    return faults.length > 0 ? faults : [{ pointer: '', message: 'does not fit the schema' }];
  } catch (error) {
    if (error instanceof RangeError)
      return [{ pointer: '', message: 'cannot be checked: the schema refers to itself without end' }];
    throw error;
  }
}

/** Keywords whose message gains by the names or values it is about. */
const listing = new Set(['required', 'additionalProperties', 'unevaluatedProperties', 'enum']);

function explain(error: { readonly keyword: string; readonly message: string; readonly params: object }): string {
  if (!listing.has(error.keyword)) return error.message.replace(/:\s*$/, '');
  const list = Object.values(error.params).find((value): value is readonly unknown[] => Array.isArray(value)) ?? [];
  const missing = list.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return error.keyword === 'required' ? error.message : `${error.message}: ${missing.join(', ')}`;
}
