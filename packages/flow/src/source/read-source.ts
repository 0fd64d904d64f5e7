import { refusal, success, type Outcome } from '@barrow/kernel';
import { parseAllDocuments, type Document, type YAMLError } from 'yaml';
import type { JsonValue } from '../definition/json.ts';
import { jsonOf } from './json-of.ts';
import { sourceLimits } from './limits.ts';
import { indexLines, type LineIndex } from './line-index.ts';
import type { Problem, ProblemCode } from './problem.ts';
import { createSourceMap, type SourceMap } from './source-map.ts';

export type Source = { readonly value: JsonValue; readonly map: SourceMap };

/** Reads YAML 1.2, and so JSON, into plain data with the position of every value. Never throws. */
export function readSource(text: string): Outcome<Source, 'invalid', readonly Problem[]> {
  if (text.length > sourceLimits.characters) {
    return refuse('too-large', `The text has ${text.length} characters, more than ${sourceLimits.characters}.`);
  }
  const depth = bracketDepth(text);
  if (depth > sourceLimits.depth * 2) return tooDeep();
  try {
    return readDocument(text);
  } catch (error) {
    if (error instanceof RangeError) return tooDeep();
    return refuse('syntax', `This is no YAML: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function readDocument(text: string): Outcome<Source, 'invalid', readonly Problem[]> {
  const lines = indexLines(text);
  const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, version: '1.2', merge: false });
  const [document, second] = 'empty' in documents ? [] : documents;
  if (document === undefined || document.contents === null) {
    return refuse('empty', 'There is nothing here. A definition begins with "document:".');
  }
  const errors = [...document.errors, ...document.warnings];
  if (errors.some((error) => error.message.includes('call stack'))) return tooDeep();
  if (errors.length > 0) {
    return refusal(
      'invalid',
      errors.slice(0, sourceLimits.problems).map((error) => problemOf(error, lines)),
    );
  }
  if (second !== undefined) {
    return refuse(
      'syntax',
      'A file holds one definition; the second "---" begins another.',
      lines(startOf(second, text)),
    );
  }
  const read = jsonOf(document, lines);
  if (!read.ok) return read;
  const map = createSourceMap(text, read.value.places, lines);
  return success({ value: read.value.value, map });
}

function startOf(document: Document.Parsed, text: string): number {
  return Math.min(document.range[0], Math.max(0, text.length - 1));
}

function problemOf(error: YAMLError, lines: LineIndex): Problem {
  const { line, column } = lines(error.pos[0]);
  const tag = error.code === 'TAG_RESOLVE_FAILED';
  const message = tag
    ? `${sentence(error.message)} Tags have no meaning in a definition; remove it.`
    : `This is no YAML: ${sentence(error.message)}`;
  return { severity: 'error', code: 'syntax', message, pointer: '', line, column };
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

/** The deepest nesting of brackets, were they all outside of texts: a cheap bound before a recursive parser sees them. */
function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, (depth += 1));
    else if ((code === 0x5d || code === 0x7d) && depth > 0) depth -= 1;
  }
  return deepest;
}

function tooDeep(): Outcome<never, 'invalid', readonly Problem[]> {
  return refuse('too-large', `Values are nested deeper than ${sourceLimits.depth} levels.`);
}

function refuse(
  code: ProblemCode,
  message: string,
  at = { line: 1, column: 1 },
): Outcome<never, 'invalid', readonly Problem[]> {
  return refusal('invalid', [{ severity: 'error' as const, code, message, pointer: '', ...at }]);
}
