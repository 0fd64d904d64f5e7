import type { Ast, Pattern, PatternEntry } from './ast.ts';
import type { TokenReader } from './token-reader.ts';

/** How a pattern reads the expressions and strings that it has as keys. */
export type KeyParsers = {
  readonly query: () => Ast;
  readonly text: () => Ast;
  readonly requireKey: (key: Ast) => void;
};

/** `$x`, `[$a, {b: $c}]`, and alternatives with `?//`. */
export function parsePatterns(reader: TokenReader, keys: KeyParsers): readonly Pattern[] {
  const patterns = [parsePattern(reader, keys)];
  while (reader.accept('?//')) patterns.push(parsePattern(reader, keys));
  return patterns;
}

function parsePattern(reader: TokenReader, keys: KeyParsers): Pattern {
  if (reader.is('variable')) return { type: 'variable', name: reader.take().text };
  if (reader.accept('[')) {
    const items = [parsePattern(reader, keys)];
    while (reader.accept(',')) items.push(parsePattern(reader, keys));
    reader.expect(']');
    return { type: 'array', items };
  }
  if (reader.accept('{')) {
    const entries = [parseEntry(reader, keys)];
    while (reader.accept(',')) entries.push(parseEntry(reader, keys));
    reader.expect('}');
    return { type: 'object', entries };
  }
  return reader.unexpected('a variable, "[" or "{"');
}

function parseEntry(reader: TokenReader, keys: KeyParsers): PatternEntry {
  const { type, text, at } = reader.token;
  if (type === 'variable') {
    reader.take();
    const key: Ast = { type: 'literal', value: text, at };
    return { key, variable: text, pattern: reader.accept(':') ? parsePattern(reader, keys) : null };
  }
  const key = parseKey(reader, keys);
  reader.expect(':');
  return { key, variable: null, pattern: parsePattern(reader, keys) };
}

function parseKey(reader: TokenReader, keys: KeyParsers): Ast {
  const { type, text, at } = reader.token;
  if (type === 'identifier' || type === 'keyword') {
    reader.take();
    return { type: 'literal', value: text, at };
  }
  if (type === 'text-start' || type === 'format') return keys.text();
  if (reader.accept('(')) {
    const key = keys.query();
    keys.requireKey(key);
    reader.expect(')');
    return key;
  }
  return reader.unexpected('a key');
}
