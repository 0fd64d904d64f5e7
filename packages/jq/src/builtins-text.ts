import { add } from './arithmetic.ts';
import { ofInput, ofOne } from './builtin-shapes.ts';
import { elementsOf } from './builtins-values.ts';
import type { Builtin } from './compiler.ts';
import { parseNumber } from './decimal.ts';
import { describeValue } from './describe-value.ts';
import { raise } from './errors.ts';
import { format, textOf } from './formats.ts';
import { isExact } from './exactness.ts';
import { parseJson } from './json-parse.ts';
import { checkItems } from './limits.ts';
import { splitText } from './texts.ts';
import { doubleOf, isArray, isNumber, type ExactValue } from './value.ts';

/** White space as Unicode has it. */
const leadingSpace = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const trailingSpace = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/;

function trimmer(trim: (text: string) => string): Builtin {
  return ofInput((input) => (typeof input === 'string' ? trim(input) : raise('trim input must be a string')));
}

function explode(input: ExactValue): ExactValue {
  if (typeof input !== 'string') return raise('explode input must be a string');
  const points: number[] = [];
  for (const character of input) points.push(character.codePointAt(0) ?? 0);
  checkItems(points.length);
  return points;
}

function implode(input: ExactValue): ExactValue {
  if (!isArray(input)) return raise('implode input must be an array');
  let text = '';
  for (const item of input) {
    const number = doubleOf(item);
    if (number === undefined || Number.isNaN(number)) {
      return raise(`${describeValue(item)} can't be imploded, unicode codepoint needs to be numeric`);
    }
    const point = Math.trunc(number);
    const isCharacter = point >= 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    text += isCharacter ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}

function changeCase(pattern: RegExp, change: (letters: string) => string): Builtin {
  return ofInput((input) =>
    typeof input === 'string' ? input.replace(pattern, change) : raise('explode input must be a string'),
  );
}

function toNumber(input: ExactValue): ExactValue {
  if (isNumber(input)) return input;
  if (typeof input !== 'string') return raise(`${describeValue(input)} cannot be parsed as a number`);
  const special = specialNumber(input);
  if (special !== null) return special;
  return parseNumber(input, isExact()) ?? raise(`${describeValue(input)} cannot be parsed as a number`);
}

function specialNumber(text: string): number | null {
  const found = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
  if (found === null) return null;
  if (found[2]?.toLowerCase() === 'nan') return Number.NaN;
  return found[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function bothTexts(name: string, use: (text: string, part: string) => ExactValue): Builtin {
  return ofOne((input, part) =>
    typeof input === 'string' && typeof part === 'string'
      ? use(input, part)
      : raise(`${name}() requires string inputs`),
  );
}

/** Texts with a separator between them; numbers and booleans as text, null as nothing. */
function joined(input: ExactValue, separator: ExactValue): ExactValue {
  let text: ExactValue = null;
  for (const item of elementsOf(input)) {
    const before: ExactValue = text === null ? '' : add(text, separator);
    const isText = typeof item === 'boolean' || isNumber(item);
    text = add(before, isText ? textOf(item) : (item ?? ''));
  }
  return text ?? '';
}

export const textBuiltins: Readonly<Record<string, Builtin>> = {
  'tostring/0': ofInput(textOf),
  'tonumber/0': ofInput(toNumber),
  'fromjson/0': ofInput((input) => {
    if (typeof input !== 'string') return raise(`${describeValue(input)} only strings can be parsed`);
    return parseJson(input, isExact());
  }),
  'format/1': ofOne(format),
  'join/1': ofOne(joined),
  'explode/0': ofInput(explode),
  'implode/0': ofInput(implode),
  'ascii_downcase/0': changeCase(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  'ascii_upcase/0': changeCase(/[a-z]+/g, (letters) => letters.toUpperCase()),
  'startswith/1': bothTexts('startswith', (text, part) => text.startsWith(part)),
  'endswith/1': bothTexts('endswith', (text, part) => text.endsWith(part)),
  'split/1': ofOne((input, separator) =>
    typeof input === 'string' && typeof separator === 'string'
      ? splitText(input, separator)
      : raise('split input and separator must be strings'),
  ),
  'trim/0': trimmer((text) => text.replace(leadingSpace, '').replace(trailingSpace, '')),
  'ltrim/0': trimmer((text) => text.replace(leadingSpace, '')),
  'rtrim/0': trimmer((text) => text.replace(trailingSpace, '')),
};
