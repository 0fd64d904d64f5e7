import { segmentsOf, type JsonValue, type Pointer } from '@barrow/flow';
import { refusal, success, type Outcome } from '@barrow/kernel';
import { isAlias, isMap, isScalar, isSeq, type Document, type YAMLMap, type YAMLSeq } from 'yaml';
import { listOf, pointerIn } from './picture.ts';
import { aliasWithoutAnchor, openText, withValueAt, writeText, written, type OpenText } from './written-text.ts';

/** The text after an edit, and where the task stands that it was about. */
export type Edit = { readonly text: string; readonly pointer: Pointer };
/** Why an edit cannot be made, in words. */
export type Edited = Outcome<Edit, 'not-possible', string>;

/** Puts a task into a list, before the one at `index`. It gets a name that is free there. */
export function insertTask(text: string, listPointer: Pointer, index: number, name: string, task: JsonValue): Edited {
  return edit(text, (document) => {
    const list = listAt(document, listPointer, true);
    if (list === undefined) return nowhere(listPointer);
    const free = freshName(namesIn(list), name);
    const place = Math.max(0, Math.min(index, list.items.length));
    list.items.splice(place, 0, document.createNode({ [free]: task }));
    return success(pointerIn(listPointer, place, free));
  });
}

/** Takes a task out. What led to it leads to where it went on. */
export function removeTask(text: string, pointer: Pointer): Edited {
  return edit(text, (document) => {
    const { listPointer, index, name } = listOf(pointer);
    const list = listAt(document, listPointer);
    if (list === undefined || itemAt(list, index, name) === undefined) return nowhere(pointer);
    const emptied = emptying(document, list, listPointer);
    if (!emptied.ok) return emptied;
    take(list, index, name);
    return success(listPointer.replace(/\/(do|try|foreach\/do|catch\/do|fork\/branches)$/, ''));
  });
}

/** Moves a task before the one at `index` of a list, its own or another. */
export function moveTask(text: string, pointer: Pointer, toList: Pointer, index: number): Edited {
  if (toList.startsWith(`${pointer}/`)) return refusal('not-possible', 'A task cannot stand in itself.');
  return edit(text, (document) => {
    const { listPointer, index: from, name } = listOf(pointer);
    const list = listAt(document, listPointer);
    const target = listAt(document, toList, true);
    if (list === undefined || target === undefined) return nowhere(toList);
    const item = itemAt(list, from, name);
    if (item === undefined) return nowhere(pointer);
    if (list === target) {
      list.items.splice(from, 1);
      const place = Math.max(0, Math.min(index > from ? index - 1 : index, list.items.length));
      list.items.splice(place, 0, item);
      return success(pointerIn(listPointer, place, name));
    }
    const emptied = emptying(document, list, listPointer);
    if (!emptied.ok) return emptied;
    take(list, from, name);
    const free = freshName(namesIn(target), name);
    rename(item, free);
    const place = Math.max(0, Math.min(index, target.items.length));
    target.items.splice(place, 0, item);
    // A branch of a fork stands alone: it leads to none of its neighbours, whatever they are called.
    const known = new Set(toList.endsWith('/fork/branches') ? [] : namesIn(target));
    mapDirectives(item, (then) => (isName(then) && !known.has(then) ? 'continue' : then));
    // The list that was left may stand before the other: the way there is one shorter.
    return success(pointerIn(shifted(toList, listPointer, from), place, free));
  });
}

/** Gives a task another name; what leads to it follows. */
export function renameTask(text: string, pointer: Pointer, to: string): Edited {
  const wanted = to.trim();
  if (wanted === '') return refusal('not-possible', 'A task needs a name.');
  if (['continue', 'exit', 'end'].includes(wanted))
    return refusal('not-possible', `"${wanted}" says where a flow goes on and cannot name a task.`);
  return edit(text, (document) => {
    const { listPointer, index, name } = listOf(pointer);
    const list = listAt(document, listPointer);
    const item = list === undefined ? undefined : itemAt(list, index, name);
    if (list === undefined || item === undefined) return nowhere(pointer);
    if (wanted !== name && namesIn(list).includes(wanted))
      return refusal('not-possible', `There is a task "${wanted}" in this list already.`);
    rename(item, wanted);
    for (const one of list.items) if (isMap(one)) mapDirectives(one, (then) => (then === name ? wanted : then));
    return success(pointerIn(listPointer, index, wanted));
  });
}

/** Puts a copy of a task behind it. */
export function duplicateTask(text: string, pointer: Pointer): Edited {
  return edit(text, (document) => {
    const { listPointer, index, name } = listOf(pointer);
    const list = listAt(document, listPointer);
    const item = list === undefined ? undefined : itemAt(list, index, name);
    if (list === undefined || item === undefined) return nowhere(pointer);
    const free = freshName(namesIn(list), name);
    const copy = item.clone();
    if (!isMap(copy)) return nowhere(pointer);
    rename(copy, free);
    list.items.splice(index + 1, 0, copy);
    return success(pointerIn(listPointer, index + 1, free));
  });
}

/** Puts a task into a `try` of its own, so that what fails is caught: `repair` of a call without an error path. */
export function catchErrors(text: string, pointer: Pointer): Edited {
  return edit(text, (document) => {
    const { listPointer, index, name } = listOf(pointer);
    const list = listAt(document, listPointer);
    const item = list === undefined ? undefined : itemAt(list, index, name);
    if (list === undefined || item === undefined) return nowhere(pointer);
    const free = freshName(namesIn(list), `${name}OrNot`);
    const outer = document.createNode({ [free]: { try: [], catch: { as: 'error' } } });
    const goesOn = directiveOf(item);
    bodyOf(item)?.delete('then');
    const body = isMap(outer) ? bodyOf(outer) : undefined;
    const tried: unknown = body?.get('try', true);
    if (body === undefined || !isSeq(tried)) return nowhere(pointer);
    tried.flow = false;
    tried.items.push(item);
    if (goesOn !== undefined) body.set('then', goesOn);
    list.items.splice(index, 1, outer);
    for (const one of list.items) if (isMap(one)) mapDirectives(one, (then) => (then === name ? free : then));
    return success(pointerIn(listPointer, index, free));
  });
}

/** Sets a value within the document, or takes it away with `undefined`; lists and objects on the way are made. */
export function setValue(text: string, pointer: Pointer, value: JsonValue | undefined): Edited {
  const opened = openText(text);
  if (!opened.ok) return opened;
  const way = pathTo(opened.value.document, segmentsOf(pointer));
  if (!way.ok) return way;
  const there: unknown = opened.value.document.getIn(way.value, true);
  if (isScalar(there) && value !== undefined && (typeof value !== 'object' || value === null)) {
    if (String(there.value) === String(value) && typeof there.value === typeof value) return success({ text, pointer });
    const spliced = withValueAt(opened.value, there, value);
    if (spliced !== undefined) return success({ text: spliced, pointer });
  }
  return change(opened.value, (document) => {
    if (value === undefined) {
      if (there !== undefined) document.deleteIn(way.value);
    } else if (isScalar(there) && (typeof value !== 'object' || value === null)) {
      // In place, so that a comment beside it stays.
      there.value = value;
    } else {
      emptied(document, way.value.slice(0, -1));
      document.setIn(way.value, document.createNode(value));
    }
    return success(pointer);
  });
}

/** An empty place on the way ("with:") cannot be gone through: it becomes absent, and is made when it is needed. */
function emptied(document: Document, path: readonly (string | number)[]): void {
  for (let length = 1; length <= path.length; length += 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isScalar(node)) document.deleteIn(path.slice(0, length));
  }
}

/** The name itself where it is free, otherwise with the first number that is. */
export function freshName(taken: readonly string[], wanted: string): string {
  const names = new Set(taken);
  if (!names.has(wanted)) return wanted;
  const base = wanted.replace(/\d+$/, '');
  let number = 2;
  while (names.has(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}

/** A list keeps at least one task; what is done when something fails may be left away. */
function emptying(document: Document, list: YAMLSeq, listPointer: Pointer): Outcome<null, 'not-possible', string> {
  if (list.items.length > 1) return success(null);
  const path = pathTo(document, segmentsOf(listPointer));
  if (!listPointer.endsWith('/catch/do') || !path.ok)
    return refusal(
      'not-possible',
      'It is the only task there: put another one there first, or remove what it stands in.',
    );
  document.deleteIn(path.value);
  return success(null);
}

function nowhere(pointer: Pointer): Outcome<never, 'not-possible', string> {
  return refusal('not-possible', `There is no such place: ${pointer}. Somebody may have changed the text.`);
}

function edit(text: string, work: (document: Document) => Outcome<Pointer, 'not-possible', string>): Edited {
  const opened = openText(text);
  return opened.ok ? change(opened.value, work) : opened;
}

/** Lets an open text be changed, and writes it: what was not touched stays to the letter. */
function change(open: OpenText, work: (document: Document) => Outcome<Pointer, 'not-possible', string>): Edited {
  const before = written(open);
  if (before === undefined) return refusal('not-possible', 'The text uses a name that is nowhere: mend it first.');
  const changed = work(open.document);
  if (!changed.ok) return changed;
  const homeless = aliasWithoutAnchor(open.document);
  if (homeless !== undefined)
    return refusal('not-possible', `It is used in another place as *${homeless}: change it in the text.`);
  return success({ text: writeText(open, before), pointer: changed.value });
}

/** The way to a pointer, with numbers for places of lists; refused where it leads through an alias or a plain value. */
function pathTo(document: Document, segments: readonly string[]): Outcome<(string | number)[], 'not-possible', string> {
  const path: (string | number)[] = [];
  if (segments.length === 0) return refusal('not-possible', 'The whole text is changed as text.');
  for (const segment of segments) {
    const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    const place = path.length === 0 ? 'The document' : `"${path.join(' / ')}"`;
    if (isAlias(node)) return refusal('not-possible', `${place} is used in several places: change it in the text.`);
    if (isScalar(node) && node.value !== null)
      return refusal('not-possible', `${place} is a single value: it has no "${segment}".`);
    if (isSeq(node) && !(/^\d+$/.test(segment) && Number(segment) <= node.items.length))
      return refusal('not-possible', `${place} has ${node.items.length} entries: it has no place "${segment}".`);
    path.push(isSeq(node) ? Number(segment) : segment);
  }
  return success(path);
}

/** The list at a pointer; with `make` an absent or empty one is made. */
function listAt(document: Document, pointer: Pointer, make = false): YAMLSeq | undefined {
  const way = pathTo(document, segmentsOf(pointer));
  if (!way.ok) return undefined;
  const path = way.value;
  const there: unknown = document.getIn(path, true);
  if (isSeq(there)) return there;
  const isAbsent = there === undefined || (isScalar(there) && there.value === null);
  if (!make || !isAbsent || path.length === 0) return undefined;
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (parent !== undefined && !isMap(parent) && !(isScalar(parent) && parent.value === null)) return undefined;
  document.setIn(path, document.createNode([]));
  const made: unknown = document.getIn(path, true);
  return isSeq(made) ? made : undefined;
}

function namesIn(list: YAMLSeq): string[] {
  return list.items.flatMap((item) => (isMap(item) ? nameOf(item) : []));
}

function nameOf(item: YAMLMap): string {
  const key: unknown = item.items[0]?.key;
  return String(isScalar(key) ? key.value : key);
}

function itemAt(list: YAMLSeq, index: number, name: string): YAMLMap | undefined {
  const item = list.items[index];
  return isMap(item) && nameOf(item) === name ? item : undefined;
}

function rename(item: YAMLMap, name: string): void {
  const pair = item.items[0];
  if (pair === undefined) return;
  if (isScalar(pair.key)) pair.key.value = name;
  else pair.key = name;
}

/** Takes a task out of its list; what led to it leads to where it went on. */
function take(list: YAMLSeq, index: number, name: string): void {
  const [item] = list.items.splice(index, 1);
  const own = isMap(item) ? directiveOf(item) : undefined;
  const following = list.items[index];
  const on = own !== undefined && own !== 'continue' ? own : isMap(following) ? nameOf(following) : 'exit';
  for (const one of list.items)
    if (isMap(one)) mapDirectives(one, (then) => (then === name ? (on === nameOf(one) ? 'continue' : on) : then));
}

const isName = (then: string): boolean => !['continue', 'exit', 'end'].includes(then);

function bodyOf(item: YAMLMap): YAMLMap | undefined {
  const body: unknown = item.items[0]?.value;
  return isMap(body) ? body : undefined;
}

function directiveOf(item: YAMLMap): string | undefined {
  const then: unknown = bodyOf(item)?.get('then');
  return typeof then === 'string' ? then : undefined;
}

/** Changes what a task says about where it goes on: its `then`, that of its cases, that of its catch. */
function mapDirectives(item: YAMLMap, change: (then: string) => string): void {
  const body = bodyOf(item);
  if (body === undefined) return;
  const holders: unknown[] = [body, body.get('catch', true)];
  const cases: unknown = body.get('switch', true);
  if (isSeq(cases)) for (const one of cases.items) if (isMap(one)) holders.push(one.items[0]?.value);
  for (const holder of holders) {
    if (!isMap(holder)) continue;
    const then: unknown = holder.get('then');
    if (typeof then !== 'string') continue;
    const next = change(then);
    if (next !== then) holder.set('then', next);
  }
}

/** A pointer as it is once the task at `index` of a list is gone. */
function shifted(pointer: Pointer, list: Pointer, index: number): Pointer {
  if (!pointer.startsWith(`${list}/`)) return pointer;
  const [place = '', ...rest] = pointer.slice(list.length + 1).split('/');
  return Number(place) > index ? [list, Number(place) - 1, ...rest].join('/') : pointer;
}
