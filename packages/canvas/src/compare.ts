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

/** A task of only one version, with the name of the task that it stands in; null at the top. */
type Placed = { readonly item: Item; readonly within: string | null };
/** What comparing lists finds. A task of one side only may have come from another list, or gone to one. */
type Found = { readonly added: Placed[]; readonly removed: Placed[]; readonly told: Difference[] };

/**
 * What differs, task by task, in the order of the newer version: versions that mean something else differ in at least
 * one sentence. The version number itself is no difference.
 */
export function compareDefinitions(before: JsonValue, after: JsonValue): Difference[] {
  const found: Found = { added: [], removed: [], told: [] };
  compareLanes(partsOf(topLanes(before), ''), partsOf(topLanes(after), ''), null, found);
  tellOfOneSide(found);
  return [...settingsThatDiffer(before, after), ...found.told.toSorted(byPlace)];
}

/** The lists in a task by the part they have in it; the branches of a fork are one list. */
function partsOf(lanes: readonly Lane[], base: Pointer): Map<string, readonly Item[]> {
  const parts = new Map<string, Item[]>();
  for (const { listPointer, items } of lanes) {
    const part = listPointer.slice(base.length);
    parts.set(part, [...(parts.get(part) ?? []), ...items]);
  }
  return parts;
}

function compareLanes(
  before: ReadonlyMap<string, readonly Item[]>,
  after: ReadonlyMap<string, readonly Item[]>,
  within: Item | null,
  found: Found,
): void {
  for (const part of new Set([...before.keys(), ...after.keys()]))
    compareLists(before.get(part) ?? [], after.get(part) ?? [], within, found);
}

function compareLists(before: readonly Item[], after: readonly Item[], within: Item | null, found: Found): void {
  const left = new Set(before);
  const partners = new Map<Item, Item>();
  const pair = (isPartner: (old: Item, now: Item) => boolean): void => {
    for (const now of after) {
      if (partners.has(now)) continue;
      const old = [...left].find((one) => isPartner(one, now));
      if (old === undefined) continue;
      left.delete(old);
      partners.set(now, old);
    }
  };
  pair((old, now) => old.name === now.name);
  pair((old, now) => same(bare(old), bare(now)));
  const name = within?.name ?? null;
  for (const item of left) found.removed.push({ item, within: name });
  for (const item of after) if (!partners.has(item)) found.added.push({ item, within: name });
  for (const [now, old] of partners) {
    if (old.name !== now.name) found.told.push(of('renamed', now, `renames "${old.name}" to "${now.name}"`));
    compareTasks(old, now, found);
  }
  const kept = after.filter((item) => partners.has(item));
  const stayed = longestRising(kept.map((item) => partners.get(item)?.index ?? 0));
  for (const [place, item] of kept.entries()) {
    if (stayed.has(place)) continue;
    const follows = after[after.indexOf(item) - 1];
    const where = follows === undefined ? 'to the beginning' : `behind "${follows.name}"`;
    found.told.push(of('moved', item, `moves "${item.name}" ${where}`));
  }
}

function compareTasks(old: Item, now: Item, found: Found): void {
  const fields = fieldsThatDiffer(bare(old), bare(now));
  if (fields.length > 0) {
    const said = fields.map((field) => fieldSentence(field, old, now)).join('; ');
    found.told.push(of('changed', now, `changes "${now.name}": ${said}`));
  }
  compareLanes(partsOf(lanesOf(old), old.pointer), partsOf(lanesOf(now), now.pointer), now, found);
}

/** Tasks that only one version has in this list: moved when the same stands in another list now, and otherwise new or gone. */
function tellOfOneSide({ added, removed, told }: Found): void {
  const left = new Set(removed);
  for (const { item, within } of added) {
    const from = [...left].find((one) => one.item.name === item.name && same(one.item.task, item.task));
    if (from === undefined) {
      told.push(of('added', item, `adds "${item.name}": ${saidOf(item)}`));
      continue;
    }
    left.delete(from);
    const place = within === null ? 'out to the workflow itself' : `into "${within}"`;
    told.push(of('moved', item, `moves "${item.name}" ${place}`));
  }
  for (const { item } of left) told.push(of('removed', item, `removes "${item.name}": ${saidOf(item)}`));
}

/** Places of a longest rising sequence: the most that can be said to have stayed where they are. */
function longestRising(numbers: readonly number[]): Set<number> {
  const lengths: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [place, number] of numbers.entries()) {
    let best: number | undefined;
    for (let other = 0; other < place; other += 1)
      if ((numbers[other] ?? 0) < number && (lengths[other] ?? 0) > (best === undefined ? 0 : (lengths[best] ?? 0)))
        best = other;
    before.push(best);
    lengths.push(best === undefined ? 1 : (lengths[best] ?? 0) + 1);
  }
  const stayed = new Set<number>();
  let place = lengths.length === 0 ? undefined : lengths.indexOf(Math.max(...lengths));
  while (place !== undefined) {
    stayed.add(place);
    place = before[place];
  }
  return stayed;
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

const settings = new Map([
  ['schedule', 'what starts it'],
  ['input', 'what it is given'],
  ['output', 'what it answers'],
  ['timeout', 'how long a run may take'],
  ['use', 'what its tasks share'],
  ['evaluate', 'how expressions are read'],
]);

function settingsThatDiffer(before: JsonValue, after: JsonValue): Difference[] {
  const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const names = fieldsThatDiffer(old, now).filter((name) => !['document', 'do'].includes(name));
  const found = names.map((name): Difference => ({
    kind: 'setting',
    pointer: pointerTo('', name),
    sentence: `changes ${settings.get(name) ?? `its ${name}`}`,
  }));
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
