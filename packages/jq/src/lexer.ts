import { JqSyntaxError } from './errors.ts';
import { parseNumber } from './decimal.ts';
import { wellFormed } from './utf8.ts';
import type { ExactValue } from './value.ts';

export type TokenType =
  | 'number'
  | 'identifier'
  | 'keyword'
  | 'field'
  | 'variable'
  | 'format'
  | 'operator'
  | 'text-start'
  | 'text'
  | 'interpolation-start'
  | 'interpolation-end'
  | 'text-end'
  | 'end';

/** `text` is what stands for it: the name of a field or variable without its sign, the unescaped text of a piece of a string. */
export type Token = {
  readonly type: TokenType;
  readonly text: string;
  readonly at: number;
  readonly value?: ExactValue;
};

const keywords = new Set(
  ('def as if then elif else end and or reduce foreach try catch label import include module ' + '__loc__').split(' '),
);
const spaceOrComment = /(?:[ \n\t\r]+|#(?:[^\\\r\n]|\\(?:\r\n|[^]|$))*)+/y;
const numberText = /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const name = /(?:[a-zA-Z_][a-zA-Z_0-9]*::)*[a-zA-Z_][a-zA-Z_0-9]*/y;
const field = /\.[a-zA-Z_][a-zA-Z_0-9]*/y;
const variable = /\$((?:[a-zA-Z_][a-zA-Z_0-9]*::)*[a-zA-Z_][a-zA-Z_0-9]*)/y;
const format = /@[a-zA-Z0-9_]+/y;
const operator = /\?\/\/=?|\/\/=|!=|==|\/\/|\|=|\+=|-=|\*=|\/=|%=|<=|>=|\.\.|[.?=;,:|+\-*/%$<>()[\]{}]/y;
const plainText = /[^\\"]+/y;
const escapes = /(?:\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})+/y;

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The tokens of a program, the last of type `end`. Throws JqSyntaxError. */
export function tokenize(source: string, exact: boolean): readonly Token[] {
  const tokens: Token[] = [];
  /** What must be closed: a bracket, `"` for a string, `\(` for an interpolation. */
  const open: string[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    // oxlint treats the expression as a parameter's property: a sticky expression is positioned by it.
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const push = (type: TokenType, text: string, length: number, value?: ExactValue): void => {
    tokens.push(value === undefined ? { type, text, at } : { type, text, at, value });
    at += length;
  };
  const fail = (reason: string): never => {
    throw new JqSyntaxError(reason, source, at);
  };

  while (at < source.length) {
    if (open.at(-1) === '"') {
      const text = match(plainText);
      if (text !== undefined) {
        push('text', text, text.length);
        continue;
      }
      const escaped = match(escapes);
      if (escaped !== undefined) {
        const unescaped = unescape(escaped);
        if (unescaped === null) fail('Invalid \\uXXXX\\uXXXX surrogate pair escape');
        else push('text', unescaped, escaped.length);
        continue;
      }
      if (source.startsWith('\\(', at)) {
        open.push('\\(');
        push('interpolation-start', '\\(', 2);
        continue;
      }
      if (source.charAt(at) === '"') {
        open.pop();
        push('text-end', '"', 1);
        continue;
      }
      fail('Invalid escape');
    }
    const space = match(spaceOrComment);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const character = source.charAt(at);
    if (character === '"') {
      open.push('"');
      push('text-start', '"', 1);
      continue;
    }
    const number = match(numberText);
    if (number !== undefined) {
      const value = parseNumber(number, exact) ?? fail('Invalid numeric literal');
      push('number', number, number.length, value);
      continue;
    }
    const fieldName = match(field);
    if (fieldName !== undefined) {
      push('field', fieldName.slice(1), fieldName.length);
      continue;
    }
    const word = match(name);
    if (word !== undefined) {
      push(keywords.has(word) ? 'keyword' : 'identifier', word, word.length);
      continue;
    }
    const bound = match(variable);
    if (bound !== undefined) {
      push('variable', bound.slice(1), bound.length);
      continue;
    }
    const formatName = match(format);
    if (formatName !== undefined) {
      push('format', formatName.slice(1), formatName.length);
      continue;
    }
    const sign = match(operator) ?? fail(`syntax error, unexpected character "${character}"`);
    const closer = closers[sign];
    if (closer !== undefined) open.push(closer);
    else if (sign === ')' || sign === ']' || sign === '}') {
      const expected = open.pop();
      if (expected === '\\(' && sign === ')') {
        push('interpolation-end', sign, 1);
        continue;
      }
      if (expected !== sign) fail(`syntax error, unexpected "${sign}"`);
    }
    // `?//=` is `?` followed by `//=`, as nobody destructures in an assignment.
    if (sign === '?//=') push('operator', '?', 1);
    else push('operator', sign, sign.length);
  }
  tokens.push({ type: 'end', text: '', at });
  return tokens;
}

const simpleEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Null when the first half of a surrogate pair has no second one; the second alone becomes U+FFFD, as in JSON that jq reads. */
function unescape(escaped: string): string | null {
  const text = escaped.replace(/\\u([0-9a-fA-F]{4})|\\(.)/g, (_, hex: string | undefined, letter: string | undefined) =>
    hex === undefined ? (simpleEscapes[letter ?? ''] ?? letter ?? '') : String.fromCharCode(parseInt(hex, 16)),
  );
  return /[\ud800-\udbff](?![\udc00-\udfff])/.test(text) ? null : wellFormed(text);
}
