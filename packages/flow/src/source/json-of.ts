import { refusal, success, type Outcome } from '@barrow/kernel';
import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair, type YAMLMap } from 'yaml';
import type { JsonValue } from '../definition/json.ts';
import { pointerTo, type Pointer } from '../definition/pointer.ts';
import { sourceLimits } from './limits.ts';
import type { LineIndex } from './line-index.ts';
import type { Problem, ProblemCode } from './problem.ts';
import type { Place } from './source-map.ts';

type Read = { readonly value: JsonValue; readonly places: ReadonlyMap<Pointer, Place> };

/** Ends the walk: what follows would only repeat it. */
class Stop extends Error {}

/** The plain data of a YAML document. Follows aliases within the limit of values; what JSON cannot hold is a problem. */
export function jsonOf(document: Document.Parsed, lines: LineIndex): Outcome<Read, 'invalid', readonly Problem[]> {
  const places = new Map<Pointer, Place>();
  const problems: Problem[] = [];
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  let values = 0;

  const report = (code: ProblemCode, message: string, pointer: Pointer, at: number): void => {
    if (problems.length < sourceLimits.problems)
      problems.push({ severity: 'error', code, message, pointer, ...lines(at) });
  };
  const stop = (code: ProblemCode, message: string, pointer: Pointer, at: number): never => {
    report(code, message, pointer, at);
    throw new Stop();
  };

  /** `outside` is the place of the alias that led here: what it stands for is reported where it is used. */
  function walk(
    node: Node | null,
    pointer: Pointer,
    depth: number,
    keyAt: number | null,
    outside: Place | null,
  ): JsonValue {
    const at = outside?.at ?? node?.range?.[0] ?? keyAt ?? 0;
    const place = { at, end: outside?.end ?? node?.range?.[1] ?? at, keyAt: keyAt ?? at };
    places.set(pointer, place);
    values += 1;
    if (values > sourceLimits.values)
      stop('too-large', `There are more than ${sourceLimits.values} values, aliases followed.`, pointer, at);
    if (depth > sourceLimits.depth)
      stop('too-large', `Values are nested deeper than ${sourceLimits.depth} levels.`, pointer, at);
    if (node === null) return null;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined)
        return stop(
          'alias',
          `Nothing before this is called &${node.source}, so there is nothing to repeat.`,
          pointer,
          at,
        );
      if (open.has(target))
        return stop(
          'alias',
          `The alias *${node.source} stands inside of what it stands for. Remove one of them.`,
          pointer,
          at,
        );
      return walk(target, pointer, depth, keyAt, place);
    }
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node)) return scalar(node.value, pointer, at);
    open.add(node);
    const value = isSeq(node)
      ? node.items.map((item, index) => walk(nodeOf(item), pointerTo(pointer, index), depth + 1, null, outside))
      : isMap(node)
        ? object(node, pointer, depth, outside)
        : null;
    open.delete(node);
    return value;
  }

  function object(map: YAMLMap, pointer: Pointer, depth: number, outside: Place | null): JsonValue {
    const entries = new Map<string, JsonValue>();
    for (const pair of map.items) {
      const keyAt = outside?.at ?? nodeOf(pair.key)?.range?.[0] ?? 0;
      const name = keyOf(pair, anchors);
      if (name === null) {
        report('invalid-key', 'A key is a text or a number, not a list, a map or nothing.', pointer, keyAt);
        continue;
      }
      const inner = pointerTo(pointer, name);
      if (entries.has(name)) {
        report('duplicate-key', `"${name}" stands here twice. Remove or rename one of them.`, inner, keyAt);
        continue;
      }
      entries.set(name, walk(nodeOf(pair.value), inner, depth + 1, keyAt, outside));
    }
    return Object.fromEntries(entries);
  }

  function scalar(value: unknown, pointer: Pointer, at: number): JsonValue {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    const shown = typeof value === 'number' ? ` ${String(value)}` : '';
    report('not-json', `The value${shown} is none that JSON knows. Write a finite number or a text.`, pointer, at);
    return null;
  }

  let value: JsonValue = null;
  try {
    value = walk(nodeOf(document.contents), '', 0, null, null);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return problems.length > 0 ? refusal('invalid', problems) : success({ value, places });
}

function nodeOf(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;
}

/** The name of a pair's key, as written for numbers and the like; null when it can be none. */
function keyOf(pair: Pair, anchors: Map<string, Node>): string | null {
  const written = nodeOf(pair.key);
  const key = isAlias(written) ? (anchors.get(written.source) ?? null) : written;
  if (!isScalar(key)) return null;
  if (key.anchor !== undefined) anchors.set(key.anchor, key);
  if (typeof key.value === 'string') return key.value;
  if (key.value === null && (key.source ?? '') === '') return null;
  return key.source ?? null;
}
