import { base64Text, textOfBase64 } from './base64.ts';
import { describeValue } from './describe-value.ts';
import { raise } from './errors.ts';
import { jsonText } from './json-text.ts';
import { isArray, isNumber, type ExactValue } from './value.ts';
import { utf8Bytes, utf8Text } from './utf8.ts';

/** A value as text: texts as they are, everything else as JSON. */
export function textOf(value: ExactValue): string {
  return typeof value === 'string' ? value : jsonText(value);
}

const htmlEntities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  "'": '&apos;',
  '"': '&quot;',
};

function html(value: ExactValue): string {
  return textOf(value).replace(/[<>&'"]/g, (character) => htmlEntities[character] ?? character);
}

function uri(value: ExactValue): string {
  return textOf(value).replace(/[^A-Za-z0-9\-_.~]+/g, (text) => {
    let encoded = '';
    for (const byte of utf8Bytes(text)) encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    return encoded;
  });
}

function uriDecoded(value: ExactValue): string {
  const text = textOf(value);
  const refuse = (): never => raise(`${describeValue(value)} is not a valid uri encoding`);
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[^]{0,2})+/g, (run) => {
    if (!/^(?:%[0-9a-fA-F]{2})+$/.test(run)) {
      const good = /^(?:%[0-9a-fA-F]{2})*/.exec(run)?.[0] ?? '';
      if (run.slice(good.length).startsWith('%')) return refuse();
      return decoded(good, refuse) + run.slice(good.length);
    }
    return decoded(run, refuse);
  });
}

function decoded(run: string, refuse: () => never): string {
  const bytes = run
    .split('%')
    .slice(1)
    .map((hex) => parseInt(hex, 16));
  return utf8Text(bytes) ?? refuse();
}

function row(value: ExactValue, format: string, separator: string, quote: (text: string) => string): string {
  if (!isArray(value)) return raise(`${describeValue(value)} cannot be ${format}-formatted, only array`);
  return value
    .map((cell) => {
      if (cell === null) return '';
      if (typeof cell === 'boolean') return String(cell);
      if (isNumber(cell)) return jsonText(cell);
      if (typeof cell === 'string') return quote(cell);
      return raise(`${describeValue(cell)} is not valid in a csv row`);
    })
    .join(separator);
}

const tsvEscapes: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

function shell(value: ExactValue): string {
  const quoted = (item: ExactValue): string => {
    if (typeof item === 'string') return `'${item.replaceAll("'", "'\\''")}'`;
    if (typeof item === 'object' && item !== null && !isNumber(item)) {
      return raise(`${describeValue(item)} can not be escaped for shell`);
    }
    return jsonText(item);
  };
  return isArray(value) ? value.map(quoted).join(' ') : quoted(value);
}

function base64Decoded(value: ExactValue): string {
  const text = textOf(value);
  const decoding = textOfBase64(text);
  if (decoding === 'invalid') return raise(`${describeValue(text)} is not valid base64 data`);
  return decoding === 'trailing' ? raise(`${describeValue(text)} trailing base64 byte found`) : decoding.text;
}

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(value: ExactValue): string {
  let bits = '';
  for (const byte of utf8Bytes(textOf(value))) bits += byte.toString(2).padStart(8, '0');
  let text = '';
  for (let at = 0; at < bits.length; at += 5) {
    text += base32Alphabet.charAt(parseInt(bits.slice(at, at + 5).padEnd(5, '0'), 2));
  }
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=');
}

function base32Decoded(value: ExactValue): string {
  const text = textOf(value).replace(/=+$/, '');
  let bits = '';
  for (const character of text) {
    const digit = base32Alphabet.indexOf(character);
    if (digit === -1) return raise(`${describeValue(value)} is not valid base32 data`);
    bits += digit.toString(2).padStart(5, '0');
  }
  const bytes: number[] = [];
  for (let at = 0; at + 8 <= bits.length; at += 8) bytes.push(parseInt(bits.slice(at, at + 8), 2));
  return utf8Text(bytes, true) ?? '';
}

const formats: Readonly<Record<string, (value: ExactValue) => string>> = {
  text: textOf,
  json: (value) => jsonText(value),
  html,
  uri,
  urid: uriDecoded,
  csv: (value) => row(value, 'csv', ',', (text) => `"${text.replaceAll('"', '""')}"`),
  tsv: (value) =>
    row(value, 'tsv', '\t', (text) => text.replace(/[\t\n\r\\]/g, (character) => tsvEscapes[character] ?? character)),
  sh: shell,
  base64: (value) => base64Text(utf8Bytes(textOf(value))),
  base64d: base64Decoded,
  base32,
  base32d: base32Decoded,
};

/** How `@name` writes a value. A name that is no format raises when it is used. */
export function formatter(name: string): (value: ExactValue) => string {
  const found = Object.hasOwn(formats, name) ? formats[name] : undefined;
  return found ?? (() => raise(`${name} is not a valid format`));
}

/** `format("name")`. */
export function format(value: ExactValue, name: ExactValue): string {
  if (typeof name !== 'string') return raise(`${describeValue(name)} is not a valid format`);
  return formatter(name)(value);
}
