import { Decimal } from './decimal.ts';
import { checkTextLength } from './limits.ts';
import { numberText } from './number-text.ts';
import { wellFormed } from './utf8.ts';
import type { ExactValue } from './value.ts';

/** What is nested deeper is printed as a remark in its place. */
const deepest = 10_000;
/** Recursion goes this far; deeper values are printed by a loop, which no depth can overflow. */
const deepestRecursion = 400;

export type JsonStyle = {
  /** What one level is indented by; empty for all on one line. */
  readonly indent: string;
  readonly sortKeys: boolean;
  readonly asciiOnly: boolean;
};

const compact: JsonStyle = { indent: '', sortKeys: false, asciiOnly: false };

/** A value as JSON, numbers as jq prints them. Stops with a limit when it gets longer than a text of a run may be. */
export function jsonText(value: ExactValue, style: JsonStyle = compact): string {
  return style === compact ? compactText(value, 0) : styledText(value, style);
}

function compactText(value: ExactValue, depth: number): string {
  switch (typeof value) {
    case 'string':
      return stringText(value);
    case 'number':
      return numberText(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
  }
  if (value === null) return 'null';
  if (value instanceof Decimal) return value.toString();
  if (depth > deepestRecursion) return loopedText(value, compact, depth);
  if (Array.isArray(value)) {
    let text = '[';
    for (let at = 0; at < value.length; at += 1) {
      if (at > 0) text += ',';
      text += compactText(elementAt(value, at), depth + 1);
    }
    checkTextLength(text.length);
    return `${text}]`;
  }
  let text = '';
  for (const [key, child] of Object.entries(value)) {
    text += `${text === '' ? '{' : ','}${stringText(key)}:${compactText(child, depth + 1)}`;
  }
  checkTextLength(text.length);
  return text === '' ? '{}' : `${text}}`;
}

function elementAt(array: readonly ExactValue[], at: number): ExactValue {
  return array[at] ?? null;
}

function styledText(value: ExactValue, style: JsonStyle): string {
  const text = loopedText(value, style, 0);
  return style.asciiOnly ? escapedToAscii(text) : text;
}

type Open = {
  readonly keys: readonly string[] | null;
  readonly values: readonly ExactValue[];
  readonly close: string;
  next: number;
};

/** Prints without recursion. */
function loopedText(root: ExactValue, style: JsonStyle, outerDepth: number): string {
  const pieces: string[] = [];
  const open: Open[] = [];
  const lineBreak = (): void => {
    if (style.indent !== '') pieces.push('\n', style.indent.repeat(open.length));
  };
  const start = (value: ExactValue): void => {
    if (typeof value !== 'object' || value === null || value instanceof Decimal) {
      pieces.push(compactText(value, 0));
      return;
    }
    if (outerDepth + open.length > deepest) {
      pieces.push('<skipped: too deep>');
      return;
    }
    const array = Array.isArray(value);
    const entries = array ? null : Object.entries(value);
    if (entries !== null && style.sortKeys) entries.sort(([a], [b]) => compareText(a, b));
    const values: readonly ExactValue[] = array ? value : (entries?.map(([, child]) => child) ?? []);
    pieces.push(array ? '[' : '{');
    open.push({ keys: entries?.map(([key]) => key) ?? null, values, close: array ? ']' : '}', next: 0 });
  };
  start(root);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const at = top.next;
    if (at === top.values.length) {
      open.pop();
      if (at > 0) lineBreak();
      pieces.push(top.close);
      continue;
    }
    if (at > 0) pieces.push(',');
    lineBreak();
    const key = top.keys?.[at];
    if (key !== undefined) pieces.push(stringText(key), style.indent === '' ? ':' : ': ');
    top.next += 1;
    if (pieces.length % 4096 === 0) checkTextLength(pieces.length);
    start(top.values[at] ?? null);
  }
  return pieces.join('');
}

function stringText(text: string): string {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || unit === 0x7f || (unit >= 0xd800 && unit <= 0xdfff)) {
      return JSON.stringify(wellFormed(text)).replaceAll('\u007f', '\\u007f');
    }
  }
  return `"${text}"`;
}

function escapedToAscii(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Order of two texts by code point, which is the order of their UTF-8 bytes. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) {
      // Surrogates stand for code points above all other units.
      const aIsHigh = a >= 0xd800 && a <= 0xdfff;
      const bIsHigh = b >= 0xd800 && b <= 0xdfff;
      if (aIsHigh !== bIsHigh) return aIsHigh ? 1 : -1;
      return a < b ? -1 : 1;
    }
  }
  return left.length < right.length ? -1 : 1;
}
