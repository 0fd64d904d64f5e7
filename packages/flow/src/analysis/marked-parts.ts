import type { JsonObject, JsonValue } from '../definition/json.ts';
import { pointerTo, type Pointer } from '../definition/pointer.ts';

/** Where a part may be another one, from the widest to the nearest; the nearest wins. */
export const partLevels = ['region', 'format', 'location'] as const;
export type PartLevel = (typeof partLevels)[number];

/**
 * A task that places may have otherwise: marked by `metadata.barrow.part` with a `name` that is its own in the workflow, a `title`, and the
 * `levels` at which it may differ.
 */
export type MarkedPart = {
  readonly name: string;
  readonly title: string;
  readonly levels: readonly PartLevel[];
  readonly pointer: Pointer;
  /** The task of the standard. */
  readonly task: JsonObject;
};

/** The marked parts of a document, in its order. A mark without a name, or whose name came before, is none. */
export function markedParts(document: JsonValue): MarkedPart[] {
  const found = new Map<string, MarkedPart>();
  const look = (value: JsonValue, pointer: Pointer): void => {
    if (Array.isArray(value)) {
      for (const [index, one] of value.entries()) look(one, pointerTo(pointer, index));
      return;
    }
    if (!isObject(value)) return;
    const part = partOf(value, pointer);
    if (part !== undefined && !found.has(part.name)) found.set(part.name, part);
    for (const [name, one] of Object.entries(value)) look(one, pointerTo(pointer, name));
  };
  if (isObject(document)) look(document['do'] ?? null, '/do');
  return [...found.values()];
}

/**
 * The document with other tasks in the place of marked parts, and another version. The mark, and where the flow goes on, stay as the
 * standard has them; parts that the document does not have are left out.
 */
export function withParts(document: JsonObject, tasks: ReadonlyMap<string, JsonObject>, version: string): JsonObject {
  const change = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(change);
    if (!isObject(value)) return value;
    const part = partOf(value, '');
    const task = part === undefined ? undefined : tasks.get(part.name);
    if (task !== undefined) {
      const own = isObject(task['metadata']) ? task['metadata'] : {};
      const kept = isObject(value['metadata']) ? value['metadata'] : {};
      return Object.fromEntries([
        ...Object.entries(task).filter(([name]) => name !== 'then' && name !== 'metadata'),
        ['metadata', { ...own, ...kept }],
        ...Object.entries(value).filter(([name]) => name === 'then'),
      ]);
    }
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one)]));
  };
  const head = isObject(document['document']) ? document['document'] : {};
  return { ...document, document: { ...head, version }, do: change(document['do'] ?? []) };
}

function partOf(task: JsonObject, pointer: Pointer): MarkedPart | undefined {
  const metadata = isObject(task['metadata']) ? task['metadata'] : {};
  const barrow = isObject(metadata['barrow']) ? metadata['barrow'] : {};
  const mark = barrow['part'];
  if (!isObject(mark) || typeof mark['name'] !== 'string' || mark['name'] === '') return undefined;
  const { name, title, levels } = mark;
  const wanted = Array.isArray(levels) ? levels : [];
  return {
    name,
    title: typeof title === 'string' ? title : name,
    levels: partLevels.filter((level) => wanted.includes(level)),
    pointer,
    task,
  };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
