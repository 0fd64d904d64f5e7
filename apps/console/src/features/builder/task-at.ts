import { listOf, valueAt } from '@barrow/canvas';
import { segmentsOf, type JsonValue } from '@barrow/flow';

/** The task at a pointer of a document. */
export function taskAt(document: JsonValue, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const segment of segmentsOf(pointer))
    value = valueAt(value ?? null, [Array.isArray(value) ? Number(segment) : segment]);
  return value;
}

/** The other tasks of the same list. */
export function namesBeside(document: JsonValue, pointer: string): string[] {
  const { listPointer, name } = listOf(pointer);
  const list = taskAt(document, listPointer);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => Object.keys(Object(entry))).filter((one) => one !== name);
}
