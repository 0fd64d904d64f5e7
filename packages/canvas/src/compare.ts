import { pointerTo, type JsonObject, type JsonValue, type Pointer } from '@barrow/flow';
import { isObject, lanesOf, topLanes, type Item, type Lane } from './task-shape.ts';
import { kindWords, wordsOf } from './task-words.ts';

/** One difference between two versions of a workflow, in words. */
export type Difference = {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved' | 'renamed' | 'setting';
  /** Where it stands in the newer version; in the older one for what was removed. */
  readonly pointer: Pointer;
  readonly sentence: string;
};

type Known = { readonly item: Item; readonly list: string; readonly before: string | null };

/** What differs, task by task, the order of the newer version. The version number itself is no difference. */
export function compareDefinitions(before: JsonValue, after: JsonValue): Difference[] {
  const old = tasksOf(before);
  const now = tasksOf(after);
  const added = [...now].filter(([key]) => !old.has(key));
  const removed = [...old].filter(([key]) => !now.has(key));
  const differences: Difference[] = [];
  const renamed = new Set<string>();
  for (const [key, { item, list }] of added) {
    const was = removed.find(
      ([oldKey, one]) => !renamed.has(oldKey) && one.list === list && same(bare(one.item), bare(item)),
    );
    if (was === undefined) {
      // What stands in an added task goes with it.
      if (added.some(([outer]) => outer !== key && key.startsWith(`${outer} / `))) continue;
      differences.push(of('added', item, `adds "${item.name}": ${saidOf(item)}`));
    } else {
      renamed.add(was[0]);
      differences.push(of('renamed', item, `renames "${was[1].item.name}" to "${item.name}"`));
    }
  }
  for (const [key, { item }] of removed) {
    if (renamed.has(key) || removed.some(([outer]) => outer !== key && key.startsWith(`${outer} / `))) continue;
    differences.push(of('removed', item, `removes "${item.name}": ${saidOf(item)}`));
  }
  for (const [key, { item, before: follows }] of now) {
    const was = old.get(key);
    if (was === undefined) continue;
    const fields = fieldsThatDiffer(bare(was.item), bare(item));
    if (fields.length > 0)
      differences.push(
        of(
          'changed',
          item,
          `changes "${item.name}": ${fields.map((field) => fieldSentence(field, was.item, item)).join('; ')}`,
        ),
      );
    const moved =
      follows !== was.before && follows !== null && old.has(follows) && was.before !== null && now.has(was.before);
    if (moved)
      differences.push(of('moved', item, `moves "${item.name}" behind "${follows.split(' / ').at(-1) ?? ''}"`));
  }
  return [...settingsThatDiffer(before, after), ...differences.toSorted(byPlace)];
}

function byPlace(one: Difference, other: Difference): number {
  return one.pointer.localeCompare(other.pointer, 'en', { numeric: true });
}

function of(kind: Difference['kind'], item: Item, sentence: string): Difference {
  return { kind, pointer: item.pointer, sentence };
}

function saidOf({ kind, task }: Item): string {
  return `${kindWords[kind]} ${wordsOf(kind, task)}`.trim();
}

/** Tasks by the names on the way to them. */
function tasksOf(document: JsonValue): Map<string, Known> {
  const found = new Map<string, Known>();
  const look = (lane: Lane, list: string): void => {
    let previous: string | null = null;
    for (const item of lane.items) {
      const key: string = list === '' ? item.name : `${list} / ${item.name}`;
      found.set(key, { item, list, before: previous });
      previous = lane.isBranch ? null : key;
      for (const inner of lanesOf(item)) look(inner, inner.label === '' ? key : `${key} / ${inner.label}`);
    }
  };
  for (const lane of topLanes(document)) look(lane, '');
  return found;
}

/** A task without the tasks that stand in it. */
function bare({ task }: Item): JsonObject {
  if (!isObject(task)) return { text: task };
  const { do: _do, try: tried, foreach, fork, catch: caught, ...rest } = task;
  const without = (value: JsonValue | undefined): JsonObject => {
    if (!isObject(value)) return {};
    const { do: _inner, branches: _branches, ...other } = value;
    return other;
  };
  return {
    ...rest,
    ...(tried === undefined ? {} : { try: true }),
    ...(foreach === undefined ? {} : { foreach: without(foreach) }),
    ...(fork === undefined ? {} : { fork: without(fork) }),
    ...(caught === undefined ? {} : { catch: without(caught) }),
  };
}

const fieldWords = new Map([
  ['with', 'what it is given'],
  ['if', 'when it is done'],
  ['then', 'where it goes on'],
  ['switch', 'its cases'],
  ['for', 'what it goes through'],
  ['wait', 'how long it waits'],
  ['call', 'what it does'],
  ['output', 'what it hands on'],
  ['export', 'what it keeps'],
  ['input', 'what it takes in'],
  ['timeout', 'how long it may take'],
  ['catch', 'what it does when something fails'],
  ['metadata', 'its notes'],
]);

function fieldsThatDiffer(before: JsonObject, after: JsonObject): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !same(before[name] ?? null, after[name] ?? null));
}

function fieldSentence(field: string, before: Item, after: Item): string {
  const name = fieldWords.get(field) ?? field;
  const [old, now] = [bare(before)[field], bare(after)[field]];
  if (isShort(old) && isShort(now)) return `${name} from ${said(old)} to ${said(now)}`;
  if (isObject(old) && isObject(now)) {
    const inner = fieldsThatDiffer(old, now);
    const parts = inner.map((one) => {
      const [was, is] = [old[one], now[one]];
      return isShort(was) && isShort(is) ? `${one} from ${said(was)} to ${said(is)}` : one;
    });
    return `${name} (${parts.join(', ')})`;
  }
  return name;
}

function isShort(value: JsonValue | undefined): boolean {
  return value === undefined || JSON.stringify(value).length <= 60;
}

function said(value: JsonValue | undefined): string {
  return value === undefined ? 'nothing' : typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}

const settings: Readonly<Record<string, string>> = {
  schedule: 'what starts it',
  input: 'what it is given',
  output: 'what it answers',
  timeout: 'how long a run may take',
  use: 'what its tasks share',
  evaluate: 'how expressions are read',
};

function settingsThatDiffer(before: JsonValue, after: JsonValue): Difference[] {
  const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const found = Object.entries(settings).flatMap(([name, words]): Difference[] =>
    same(old[name] ?? null, now[name] ?? null)
      ? []
      : [{ kind: 'setting', pointer: pointerTo('', name), sentence: `changes ${words}` }],
  );
  const [oldHead, nowHead] = [head(old), head(now)];
  const changed = fieldsThatDiffer(oldHead, nowHead).filter((name) => name !== 'version');
  return [
    ...found,
    ...changed.map((name): Difference => {
      const detail =
        isShort(oldHead[name]) && isShort(nowHead[name])
          ? ` from ${said(oldHead[name])} to ${said(nowHead[name])}`
          : '';
      return { kind: 'setting', pointer: `/document/${name}`, sentence: `changes its ${name}${detail}` };
    }),
  ];
}

function head(document: JsonObject): JsonObject {
  const value = document['document'];
  return isObject(value) ? value : {};
}

function same(one: JsonValue, other: JsonValue): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, sorted(one)]),
  );
}
