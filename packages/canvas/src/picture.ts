import { pointerTo, type JsonValue, type Pointer } from '@barrow/flow';
import { isList, isObject, lanesOf, textOf, topLanes, type CanvasKind, type Item, type Lane } from './task-shape.ts';
import { startWords, wordsOf } from './task-words.ts';

export type PictureNode = {
  /** The JSON Pointer of the task; `start` and `end` of the workflow. */
  readonly id: Pointer;
  readonly kind: CanvasKind | 'start' | 'end';
  readonly name: string;
  readonly words: string;
  /** The condition without which it is passed over. */
  readonly condition: string | null;
  /** What somebody wrote beside it (`metadata.note`). */
  readonly note: string | null;
  /** Where it goes on when that is no arrow, by itself (`when` is empty), by a case, or when it fails. */
  readonly leaves: readonly Leaving[];
  /** The task that it stands in; null at the top. */
  readonly parentId: Pointer | null;
  readonly lanes: readonly PictureLane[];
};

/** A way out of the list, or to the end of the workflow. */
export type Leaving = { readonly when: string; readonly how: 'exit' | 'end' };

export type PictureLane = {
  readonly label: string;
  readonly listPointer: Pointer;
  readonly isBranch: boolean;
  readonly nodeIds: readonly Pointer[];
};

export type PictureEdge = {
  readonly id: string;
  readonly from: Pointer;
  readonly to: Pointer;
  /** `jump`: not to the task that stands below. */
  readonly kind: 'next' | 'jump' | 'case' | 'error';
  readonly label: string;
};

export type Picture = {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly top: PictureLane;
};

const whenItFails = 'when it fails';

/** Draws a document, valid or not: what it cannot draw is a node of the kind `code`. */
export function pictureOf(document: JsonValue): Picture {
  const nodes: PictureNode[] = [];
  const edges: PictureEdge[] = [];
  const drawLane = (lane: Lane, parentId: Pointer | null): PictureLane => {
    for (const item of lane.items) {
      // The task before what stands in it.
      const place = nodes.push(nodeOf(item, parentId, [])) - 1;
      const lanes = lanesOf(item).map((inner) => drawLane(inner, item.pointer));
      if (lanes.length > 0) nodes[place] = nodeOf(item, parentId, lanes);
    }
    if (!lane.isBranch) edges.push(...edgesOf(lane.items));
    const { label, listPointer, isBranch } = lane;
    return { label, listPointer, isBranch, nodeIds: lane.items.map(({ pointer }) => pointer) };
  };
  const [lane] = topLanes(document);
  const top = drawLane(lane ?? { label: '', listPointer: '/do', items: [], isBranch: false }, null);
  const schedule = isObject(document) ? document['schedule'] : undefined;
  nodes.unshift(terminal('start', 'Start', startWords(schedule)));
  nodes.push(terminal('end', 'End', ''));
  const [first] = top.nodeIds;
  const last = lane?.items.at(-1);
  edges.unshift(arrow('start', first ?? 'end', 'next'));
  if (last !== undefined && goesOn(last)) edges.push(arrow(last.pointer, 'end', 'next'));
  return { nodes, edges, top };
}

function terminal(id: 'start' | 'end', name: string, words: string): PictureNode {
  return { id, kind: id, name, words, condition: null, note: null, leaves: [], parentId: null, lanes: [] };
}

function nodeOf(item: Item, parentId: Pointer | null, lanes: readonly PictureLane[]): PictureNode {
  const { pointer, kind, name, task } = item;
  const inner = isObject(task) ? task : {};
  const metadata = isObject(inner['metadata']) ? inner['metadata'] : {};
  return {
    id: pointer,
    kind,
    name,
    words: wordsOf(kind, task),
    condition: textOf(inner['if']) ?? null,
    note: textOf(metadata['note']) ?? null,
    leaves: leavingsOf(item),
    parentId,
    lanes,
  };
}

function leavingsOf({ kind, task }: Item): Leaving[] {
  const inner = isObject(task) ? task : {};
  const cases = kind === 'switch' ? casesOf(task).map(({ name, leadsTo }) => ({ when: name, how: leadsTo })) : [];
  const caught = isObject(inner['catch']) ? textOf(inner['catch']['then']) : undefined;
  const ways = [...cases, { when: whenItFails, how: caught }, { when: '', how: textOf(inner['then']) }];
  return ways.flatMap(({ when, how }) => (how === 'exit' || how === 'end' ? { when, how } : []));
}

/** Whether the task that stands below follows. */
function goesOn({ kind, task }: Item): boolean {
  if (kind === 'raise') return isObject(task) && task['if'] !== undefined;
  const then = isObject(task) ? textOf(task['then']) : undefined;
  if (then !== undefined && then !== 'continue') return false;
  return kind !== 'switch' || !casesOf(task).some(({ when }) => when === undefined);
}

type Case = { readonly name: string; readonly when: string | undefined; readonly leadsTo: string };

export function casesOf(task: JsonValue): Case[] {
  const list = isObject(task) ? task['switch'] : undefined;
  if (!isList(list)) return [];
  return list.flatMap((entry): Case[] => {
    if (!isObject(entry)) return [];
    return Object.entries(entry).flatMap(([name, one]) =>
      isObject(one) ? [{ name, when: textOf(one['when']), leadsTo: textOf(one['then']) ?? 'continue' }] : [],
    );
  });
}

function edgesOf(items: readonly Item[]): PictureEdge[] {
  const byName = new Map(items.map((item) => [item.name, item.pointer]));
  return items.flatMap((item, index) => {
    const following = items[index + 1]?.pointer;
    const found: PictureEdge[] = [];
    const add = (then: string | undefined, kind: 'case' | 'error' | 'jump', label: string): void => {
      const target = then === 'continue' ? following : then === undefined ? undefined : byName.get(then);
      if (target !== undefined) found.push(arrow(item.pointer, target, kind, label));
    };
    if (item.kind === 'switch') for (const { name, leadsTo } of casesOf(item.task)) add(leadsTo, 'case', name);
    const inner = isObject(item.task) ? item.task : {};
    const caught = isObject(inner['catch']) ? textOf(inner['catch']['then']) : undefined;
    if (caught !== undefined) add(caught, 'error', whenItFails);
    const then = textOf(inner['then']);
    if (then !== undefined && then !== 'continue') add(then, 'jump', '');
    else if (following !== undefined && goesOn(item))
      found.push(arrow(item.pointer, following, 'next', item.kind === 'switch' ? 'otherwise' : ''));
    return found;
  });
}

function arrow(from: Pointer, to: Pointer, kind: PictureEdge['kind'], label = ''): PictureEdge {
  return { id: `${from} ${kind} ${label} ${to}`, from, to, kind, label };
}

/** The task that a place in a document belongs to: the longest of these pointers that leads to it. */
export function nodeAt(picture: Picture, pointer: Pointer): Pointer | undefined {
  return picture.nodes
    .map(({ id }) => id)
    .filter((id) => pointer === id || pointer.startsWith(`${id}/`))
    .toSorted((one, other) => other.length - one.length)[0];
}

export function listOf(pointer: Pointer): {
  readonly listPointer: Pointer;
  readonly index: number;
  readonly name: string;
} {
  const parts = pointer.split('/');
  const name = parts.pop() ?? '';
  const index = Number(parts.pop());
  return { listPointer: parts.join('/'), index, name: name.replaceAll('~1', '/').replaceAll('~0', '~') };
}

export function pointerIn(listPointer: Pointer, index: number, name: string): Pointer {
  return pointerTo(listPointer, index, name);
}
