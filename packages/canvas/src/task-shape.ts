import type { JsonObject, JsonValue, Pointer } from '@barrow/flow';
import { pointerTo } from '@barrow/flow';

/** What a task does, by the key that says so. `code`: nothing that the canvas can draw. */
export const canvasKinds = [
  'call',
  'do',
  'emit',
  'for',
  'fork',
  'listen',
  'raise',
  'run',
  'set',
  'switch',
  'try',
  'wait',
] as const;
export type CanvasKind = (typeof canvasKinds)[number] | 'code';

/** A list of tasks inside of a task, or the workflow's own. Branches of a fork run side by side: each stands in a lane of its own. */
export type Lane = {
  readonly label: string;
  /** Where a task is put into the lane. */
  readonly listPointer: Pointer;
  readonly items: readonly Item[];
  /** A task of this lane is a branch of its own: none follows it. */
  readonly isBranch: boolean;
};

export type Item = {
  readonly name: string;
  readonly pointer: Pointer;
  /** Its place in the list of the document. */
  readonly index: number;
  readonly kind: CanvasKind;
  readonly task: JsonValue;
};

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A `for` task has a `do` as well: the first of these keys decides. */
const deciding = [
  'for',
  'try',
  'fork',
  'switch',
  'listen',
  'call',
  'emit',
  'raise',
  'run',
  'set',
  'wait',
  'do',
] as const;

export function kindOf(task: JsonValue): CanvasKind {
  if (!isObject(task)) return 'code';
  return deciding.find((key) => Object.hasOwn(task, key)) ?? 'code';
}

/** The tasks of a list in a document; what is none is kept as code. */
export function itemsOf(list: JsonValue | undefined, listPointer: Pointer): Item[] {
  if (!isList(list)) return [];
  return list.map((entry, index): Item => {
    const [name] = isObject(entry) ? Object.keys(entry) : [];
    const isItem = isObject(entry) && name !== undefined && Object.keys(entry).length === 1;
    if (!isItem) return { name: '?', pointer: pointerTo(listPointer, index), index, kind: 'code', task: entry };
    const task = entry[name] ?? null;
    return { name, pointer: pointerTo(listPointer, index, name), index, kind: kindOf(task), task };
  });
}

function laneOf(label: string, list: JsonValue | undefined, listPointer: Pointer): Lane {
  return { label, listPointer, items: itemsOf(list, listPointer), isBranch: false };
}

function foreachLane(each: JsonValue | undefined, pointer: Pointer): Lane[] {
  return isObject(each) ? [laneOf('for each', each['do'], pointerTo(pointer, 'do'))] : [];
}

/** The lists of tasks that stand directly inside of a task. */
export function lanesOf({ kind, task, pointer }: Pick<Item, 'kind' | 'task' | 'pointer'>): Lane[] {
  if (!isObject(task)) return [];
  switch (kind) {
    case 'do':
    case 'for':
      return [laneOf(kind === 'for' ? 'for each' : '', task['do'], pointerTo(pointer, 'do'))];
    case 'try': {
      const caught = isObject(task['catch']) ? task['catch'] : {};
      return [
        laneOf('try', task['try'], pointerTo(pointer, 'try')),
        laneOf('when it fails', caught['do'], pointerTo(pointer, 'catch', 'do')),
      ];
    }
    case 'fork': {
      const fork = isObject(task['fork']) ? task['fork'] : {};
      const listPointer = pointerTo(pointer, 'fork', 'branches');
      return itemsOf(fork['branches'], listPointer).map((item) => ({
        label: '',
        listPointer,
        items: [item],
        isBranch: true,
      }));
    }
    case 'listen':
      return foreachLane(task['foreach'], pointerTo(pointer, 'foreach'));
    case 'call': {
      const given = isObject(task['with']) ? task['with'] : {};
      const subscription = isObject(given['subscription']) ? given['subscription'] : {};
      return foreachLane(subscription['foreach'], pointerTo(pointer, 'with', 'subscription', 'foreach'));
    }
    default:
      return [];
  }
}

/** The list of a whole document. */
export function topLanes(document: JsonValue): Lane[] {
  return isObject(document) ? [laneOf('', document['do'], '/do')] : [];
}
