import { sourceLimits } from '@barrow/flow';
import { refusal, success, type Outcome } from '@barrow/kernel';
import { parseDocument, visit, type Document, type Scalar, type ToStringOptions } from 'yaml';

/** A text that is open for a change. */
export type OpenText = { readonly text: string; readonly document: Document };

/** Opens a text, YAML or JSON. Never throws: a text that is no YAML, too large or too deep is refused with why. */
export function openText(text: string): Outcome<OpenText, 'not-possible', string> {
  if (text.length > sourceLimits.characters) return refusal('not-possible', 'The text is too large.');
  try {
    const document = parseDocument(text, { version: '1.2', merge: false, uniqueKeys: false, intAsBigInt: true });
    if (document.errors.length > 0 || document.contents === null)
      return refusal('not-possible', 'The text is no YAML at the moment: mend it first.');
    return success({ text, document });
  } catch {
    // A parser that recurses ends so.
    return refusal('not-possible', 'The text is nested too deep: mend it first.');
  }
}

/** The document as the writer writes it; undefined where that cannot be, such as for an alias without its anchor. */
export function written({ text, document }: OpenText): string | undefined {
  try {
    return styled(document, text);
  } catch {
    return undefined;
  }
}

/**
 * The text with one value in another's place, and every other character as it is; undefined where that is more than a value in a line.
 * Much quicker than writing the document anew.
 */
export function withValueAt(
  { text }: OpenText,
  node: Scalar,
  value: string | number | boolean | null,
): string | undefined {
  const { range, type, anchor, tag } = node;
  if (
    range === null ||
    range === undefined ||
    anchor !== undefined ||
    (tag !== undefined && !tag.startsWith('tag:yaml.org'))
  )
    return undefined;
  const [start, end] = range;
  const old = text.slice(start, end);
  if (old === '' || /[\r\n]/.test(old) || type === 'BLOCK_FOLDED' || type === 'BLOCK_LITERAL') return undefined;
  const isPlain =
    !isJsonText(text) &&
    type === 'PLAIN' &&
    typeof value === 'string' &&
    /^[A-Za-z][A-Za-z0-9 _.-]*$/.test(value) &&
    value.trim() === value;
  const isWord = isPlain && !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return text.slice(0, start) + (isWord ? value : JSON.stringify(value)) + text.slice(end);
}

/**
 * The text after a change of its document, which was written as `before`. Lines before the first and behind the last that the change concerns stay as
 * somebody wrote them; where that cannot be, all is written in one style, with its comments and its order.
 */
export function writeText({ text, document }: OpenText, before: string): string {
  const after = styled(document, text);
  if (after === before) return text;
  const kept = withLinesKept(text.replaceAll('\r\n', '\n'), before, after);
  const result = kept.find((one) => meansTheSame(one, document)) ?? after;
  return text.includes('\r\n') ? result.replaceAll('\n', '\r\n') : result;
}

/** The name of an alias whose anchor is gone, or stands behind it now. */
export function aliasWithoutAnchor(document: Document): string | undefined {
  let found: string | undefined;
  visit(document, {
    Alias(_key, node) {
      if (node.resolve(document) !== undefined) return undefined;
      found = node.source;
      return visit.BREAK;
    },
  });
  return found;
}

/** A document as it is written where nobody wrote it by hand: JSON as JSON. */
function styled(document: Document, text: string): string {
  if (!isJsonText(text)) return document.toString(styleOf(text));
  const indent = /^\s*\{\s*?\n(\s+)/.exec(text)?.[1] ?? '';
  return jsonOf(document, indent) + (text.endsWith('\n') ? '\n' : '');
}

function styleOf(text: string): ToStringOptions {
  const first = /^\S[^\n]*:\s*\n( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2;
  return {
    lineWidth: 0,
    indent: Math.max(1, Math.min(8, first)),
    indentSeq: !/^\S[^\n]*:\s*\n- /m.test(text),
    flowCollectionPadding: !/[{][^\s}]/.test(text),
  };
}

/** The text with only those lines changed that differ between `before` and `after`: indented as what stood there, or as written. */
function withLinesKept(text: string, before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const lines = text.split('\n');
  const keptHead = linesWith(lines, old.slice(0, head));
  const keptTail = linesWith(lines.toReversed(), old.slice(old.length - tail).toReversed());
  if (keptHead === undefined || keptTail === undefined || keptHead + keptTail > lines.length) return [];
  const deeper = indentOf(lines[keptHead]) - indentOf(old[head]);
  const middle = now.slice(head, now.length - tail);
  return [deeper, 0].map((shift) =>
    [
      ...lines.slice(0, keptHead),
      ...middle.map((line) =>
        line === '' ? line : ' '.repeat(Math.max(0, indentOf(line) + shift)) + line.trimStart(),
      ),
      ...lines.slice(lines.length - keptTail),
    ].join('\n'),
  );
}

function indentOf(line = ''): number {
  return line.length - line.trimStart().length;
}

/** How many lines hold what these hold, apart from white space; undefined when that ends within a line. */
function linesWith(lines: readonly string[], kept: readonly string[]): number | undefined {
  const letters = lettersOf(kept);
  let seen = 0;
  let count = 0;
  while (seen < letters && count < lines.length) {
    seen += lettersOf([lines[count] ?? '']);
    count += 1;
  }
  if (kept.at(-1) === '') while (lines[count]?.trim() === '') count += 1;
  return seen === letters ? count : undefined;
}

function lettersOf(lines: readonly string[]): number {
  let letters = 0;
  for (const line of lines) letters += line.replaceAll(/\s/g, '').length;
  return letters;
}

/** Compares what two documents hold; what is too much to compare is taken for different. */
function meansTheSame(text: string, document: Document): boolean {
  const read = parseDocument(text, { version: '1.2', merge: false, uniqueKeys: false, intAsBigInt: true });
  if (read.errors.length > 0) return false;
  try {
    return jsonOf(read) === jsonOf(document);
  } catch {
    return false;
  }
}

/** Whole numbers are read as they are written, however large: JSON.stringify knows none of them, so they go through marked. */
function jsonOf(document: Document, indent = ''): string {
  const value: unknown = document.toJS();
  const marked = (_name: string, one: unknown) => (typeof one === 'bigint' ? `\uE000${one}\uE000` : one);
  return JSON.stringify(value, marked, indent).replaceAll(/"\uE000(-?\d+)\uE000"/g, '$1');
}

function isJsonText(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
