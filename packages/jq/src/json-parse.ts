import { parseNumber } from './decimal.ts';
import { raise } from './errors.ts';
import { utf8Length, wellFormed } from './utf8.ts';
import { setKey, type ExactValue, type MutableObject } from './value.ts';

const deepest = 10_000;
const space = /[ \t\r\n]*/y;
const word = /[^ \t\r\n[\]{}:,"]+/y;
const stringBody = /[^"\\]*(?:\\[^][^"\\]*)*/y;
/** An array or object that has not ended. `key` is the key whose value is still to come. */
type Open =
  | { readonly items: ExactValue[]; readonly object: null; key: null }
  | { readonly items: null; readonly object: MutableObject; key: string | null };

/** A text is no JSON. The message has jq's words, with line and column. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/** Reads one JSON text as jq does (also `nan`, `NaN`, `Infinity`). Raises jq's error. */
export function parseJson(text: string, exact: boolean): ExactValue {
  try {
    const reader = new JsonReader(text, exact);
    const value = reader.next();
    if (value === undefined) throw new JsonSyntaxError('Expected JSON value');
    if (reader.next() !== undefined) throw new JsonSyntaxError('Unexpected extra JSON values');
    return value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return raise(`${error.message} (while parsing '${text}')`);
  }
}

/** Reads JSON values that follow one another. Throws JsonSyntaxError at what is none; there is no reading on after that. */
export class JsonReader {
  readonly #text: string;
  readonly #exact: boolean;
  readonly #firstLine: number;
  #at = 0;
  /** A value that was read and not yet put where it belongs. */
  #pending: ExactValue | undefined;

  /** `firstLine` counts from 1, for messages about a part of a longer text. */
  constructor(text: string, exact: boolean, firstLine = 1) {
    this.#text = text.startsWith('\ufeff') ? text.slice(1) : text;
    this.#exact = exact;
    this.#firstLine = firstLine;
  }

  /** The next value; undefined at the end. */
  next(): ExactValue | undefined {
    const open: Open[] = [];
    this.#pending = undefined;
    for (;;) {
      this.#skipSpace();
      if (this.#at >= this.#text.length) return this.#atEnd(open);
      this.#token(open, this.#text.charAt(this.#at));
      if (open.length === 0 && this.#pending !== undefined) return this.#pending;
    }
  }

  #skipSpace(): void {
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
  }

  #atEnd(open: readonly Open[]): undefined {
    if (open.length > 0) this.#fail('Unfinished JSON term');
    return undefined;
  }

  /** Position and text as jq tells them: the column counts the characters up to the one that showed the mistake. */
  #fail(reason: string, isEnd = false): never {
    const read = this.#text.slice(0, this.#at);
    const line = read.split('\n').length - 1 + this.#firstLine;
    const column = utf8Length(read.slice(read.lastIndexOf('\n') + 1));
    const end = isEnd || reason.startsWith('Unfinished') ? ' at EOF' : '';
    throw new JsonSyntaxError(`${reason}${end} at line ${line}, column ${column}`);
  }

  #token(open: Open[], character: string): void {
    const top = open.at(-1);
    switch (character) {
      case '[':
      case '{':
        this.#at += 1;
        if (open.length >= deepest) this.#fail('Exceeds depth limit for parsing');
        if (this.#pending !== undefined) this.#fail('Expected separator between values');
        open.push(character === '[' ? { items: [], object: null, key: null } : { items: null, object: {}, key: null });
        return;
      case ':':
        this.#at += 1;
        this.#colon(top);
        return;
      case ',':
        this.#at += 1;
        if (this.#pending === undefined) this.#fail("Expected value before ','");
        if (top === undefined) this.#fail("',' not as part of an object or array");
        else this.#store(top);
        return;
      case ']':
      case '}':
        this.#at += 1;
        this.#close(open, top, character);
        return;
      default: {
        const value = character === '"' ? this.#string() : this.#word();
        if (this.#pending !== undefined) {
          // A word ends with the character behind it, which jq has read by then.
          if (character !== '"' && this.#at < this.#text.length) this.#at += 1;
          this.#fail('Expected separator between values');
        }
        this.#pending = value;
      }
    }
  }

  #colon(top: Open | undefined): void {
    if (top === undefined || top.object === null) this.#fail("':' not as part of an object");
    else if (this.#pending === undefined) this.#fail("Expected string key before ':'");
    else if (top.key !== null) this.#fail("':' should follow a key");
    else if (typeof this.#pending !== 'string') this.#fail('Object keys must be strings');
    else {
      top.key = this.#pending;
      this.#pending = undefined;
    }
  }

  #store(top: Open): void {
    const value = this.#pending ?? null;
    if (top.object === null) top.items.push(value);
    else if (top.key === null) this.#fail('Objects must consist of key:value pairs');
    else {
      setKey(top.object, top.key, value);
      top.key = null;
    }
    this.#pending = undefined;
  }

  #close(open: Open[], top: Open | undefined, character: string): void {
    if (top === undefined || (top.object === null) !== (character === ']')) {
      this.#fail(`Unmatched '${character}'`);
      return;
    }
    if (this.#pending !== undefined) this.#store(top);
    else if (top.object === null ? top.items.length > 0 : top.key !== null || Object.keys(top.object).length > 0) {
      const isPair = top.object !== null && top.key !== null;
      this.#fail(
        isPair
          ? 'Objects must consist of key:value pairs'
          : `Expected another ${top.object === null ? 'array element' : 'key-value pair'}`,
      );
    }
    open.pop();
    this.#pending = top.object ?? top.items ?? null;
  }

  #word(): ExactValue {
    word.lastIndex = this.#at;
    const text = word.exec(this.#text)?.[0] ?? '';
    this.#at += text.length;
    if (text === 'true') return true;
    if (text === 'false') return false;
    if (text === 'null') return null;
    const special = /^([-+]?)(nan|inf(?:inity)?)$/i.exec(text);
    if (special !== null) {
      if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
      return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    }
    const number = parseNumber(text, this.#exact);
    if (number !== null) return number;
    const isEnd = this.#at >= this.#text.length;
    if (!isEnd) this.#at += 1;
    if (text.startsWith("'")) return this.#fail('Invalid string literal; expected ", but got \'', isEnd);
    return this.#fail(/^(?:t|f|n(?!an))/.test(text) ? 'Invalid literal' : 'Invalid numeric literal', isEnd);
  }

  #string(): string {
    this.#at += 1;
    stringBody.lastIndex = this.#at;
    const body = stringBody.exec(this.#text)?.[0] ?? '';
    this.#at += body.length;
    if (this.#at >= this.#text.length) return this.#fail('Unfinished string');
    this.#at += 1;
    if (hasControl(body)) {
      return this.#fail('Invalid string: control characters from U+0000 through U+001F must be escaped');
    }
    return body.includes('\\') ? this.#unescaped(body) : body;
  }

  #unescaped(body: string): string {
    if (!/^(?:[^\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*$/.test(body)) return this.#fail('Invalid escape');
    const text = body.replace(/\\(?:u(.{4})|(.))/g, (_, hex: string | undefined, letter: string | undefined) =>
      hex === undefined ? (simpleEscapes[letter ?? ''] ?? letter ?? '') : String.fromCharCode(parseInt(hex, 16)),
    );
    if (/[\ud800-\udbff](?![\udc00-\udfff])/.test(text)) {
      return this.#fail('Invalid \\uXXXX\\uXXXX surrogate pair escape');
    }
    return wellFormed(text);
  }
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) < 0x20) return true;
  return false;
}

const simpleEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
