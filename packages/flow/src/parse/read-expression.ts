import type { Expression, Template } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import { pointerTo, type Pointer } from '../definition/pointer.ts';
import { didYouMean } from '../source/suggest.ts';
import { checkExpression } from './check-expression.ts';
import { isList, isObject, typeName } from './read-values.ts';
import type { Reading } from './reading.ts';
import { scanJq } from './scan-jq.ts';
import { standardVariables, type Scope } from './scope.ts';

/** Reads a field that only ever holds an expression: `${ .a }` or bare jq. */
export function readExpression(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
  scope: Scope,
): Expression | null {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return { source: String(value), pointer };
  if (typeof value !== 'string') {
    reading.report('wrong-type', pointer, `This is ${typeName(value)}; ${what} is an expression, written as a text.`);
    return null;
  }
  const whole = wholeExpression(value);
  return whole === null
    ? expressionAt(reading, value, 0, value.length, pointer, scope)
    : expressionAt(reading, value, whole.from, whole.to, pointer, scope);
}

/** Reads a value that may hold expressions anywhere. */
export function readTemplate(reading: Reading, value: JsonValue, pointer: Pointer, scope: Scope): Template {
  if (typeof value === 'string') return readTextTemplate(reading, value, pointer, scope);
  if (isList(value)) {
    const items = value.map((item, index) => readTemplate(reading, item, pointerTo(pointer, index), scope));
    return items.every((item) => item.kind === 'literal') ? { kind: 'literal', value } : { kind: 'list', items };
  }
  if (!isObject(value)) return { kind: 'literal', value };
  const entries = Object.entries(value).map(([name, entry]) => ({
    name,
    value: readTemplate(reading, entry, pointerTo(pointer, name), scope),
  }));
  return entries.every((entry) => entry.value.kind === 'literal')
    ? { kind: 'literal', value }
    : { kind: 'object', entries };
}

/** As `readTemplate`; a text without `${ }` is an expression too. */
export function readTransformation(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
  scope: Scope,
): Template | null {
  if (value === undefined) return null;
  if (isObject(value)) return readTemplate(reading, value, pointer, scope);
  if (typeof value === 'string' && value.includes('${')) return readTemplate(reading, value, pointer, scope);
  if (isList(value) || typeof value === 'number') {
    reading.report('wrong-type', pointer, `This is ${typeName(value)}; ${what} is an expression or a map.`);
    return null;
  }
  const expression = readExpression(reading, value, pointer, what, scope);
  return expression === null ? null : { kind: 'expression', expression };
}

function readTextTemplate(reading: Reading, text: string, pointer: Pointer, scope: Scope): Template {
  const whole = wholeExpression(text);
  if (whole !== null) {
    return { kind: 'expression', expression: expressionAt(reading, text, whole.from, whole.to, pointer, scope) };
  }
  if (text.includes('${')) {
    const parts = readParts(reading, text, pointer, scope);
    return parts.every((part) => typeof part === 'string') ? { kind: 'literal', value: text } : { kind: 'text', parts };
  }
  if (reading.mode === 'loose') return { kind: 'loose', expression: { source: text, pointer } };
  warnOfBareExpression(reading, text, pointer, scope);
  return { kind: 'literal', value: text };
}

/** The parts of a text with `${ }` inside of it. */
export function readParts(
  reading: Reading,
  text: string,
  pointer: Pointer,
  scope: Scope,
): readonly (string | Expression)[] {
  const parts: (string | Expression)[] = [];
  let done = 0;
  for (let open = text.indexOf('${'); open !== -1; open = text.indexOf('${', done)) {
    const end = scanJq(text, open + 2).end;
    if (end === -1) {
      const message = 'This "${" is never closed. Add the "}".';
      reading.report('invalid-expression', pointer, message, { text, index: open });
      break;
    }
    if (open > done) parts.push(text.slice(done, open));
    parts.push(expressionAt(reading, text, open + 2, end, pointer, scope));
    done = end + 1;
  }
  if (done < text.length) parts.push(text.slice(done));
  return parts;
}

/** Where the expression of a text stands that is nothing but `${ ... }`. */
export function wholeExpression(text: string): { readonly from: number; readonly to: number } | null {
  const opening = /^\s*\$\{/.exec(text);
  if (opening === null) return null;
  const from = opening[0].length;
  const { end } = scanJq(text, from);
  return end !== -1 && text.slice(end + 1).trim() === '' ? { from, to: end } : null;
}

function expressionAt(
  reading: Reading,
  text: string,
  from: number,
  to: number,
  pointer: Pointer,
  scope: Scope,
): Expression {
  const source = text.slice(from, to);
  const at = (index: number): { text: string; index: number } => ({ text, index: from + index });
  if (source.trim() === '') {
    reading.report('invalid-expression', pointer, 'This expression is empty.', at(0));
    return { source: '.', pointer };
  }
  const { variables, bound, secrets } = scanJq(source);
  for (const { name, at: index } of variables) {
    if (scope.has(name) || bound.has(name) || name === 'ENV' || name === '__loc__' || name === '__prog_args') continue;
    if (standardVariables.some((standard) => standard === name)) {
      const message = `$${name} is not offered here and will be null.`;
      reading.warn('unavailable-variable', pointer, message, at(index));
    } else {
      const message = `Nothing here is called $${name}.${didYouMean(name, scope)}`;
      reading.report('unknown-variable', pointer, message, at(index));
    }
  }
  for (const { name, at: index } of secrets) {
    if (reading.declared.secrets.has(name)) continue;
    const message = `The secret "${name}" is not declared. Add it to use.secrets.${didYouMean(name, reading.declared.secrets)}`;
    reading.report('unknown-reference', pointer, message, at(index));
  }
  const known = [...new Set([...scope, ...standardVariables, ...variables.map(({ name }) => name)])];
  const fault = checkExpression(source, known);
  if (fault !== null) {
    const message = `This expression is no jq: ${fault.message}.`;
    reading.report('invalid-expression', pointer, message, at(Math.min(fault.index, source.length)));
  }
  return { source: source.trim(), pointer };
}

/** `$context.a` and `.a.b` where only a text can stand are mostly meant as expressions. */
function warnOfBareExpression(reading: Reading, text: string, pointer: Pointer, scope: Scope): void {
  const variable = /^\s*\$([A-Za-z_]\w*)\b/.exec(text)?.[1];
  const looksBare = variable === undefined ? /^\.[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(text) : scope.has(variable);
  if (!looksBare) return;
  const message = `This is taken as text. If it is meant as an expression, write "\${ ${text.trim()} }".`;
  reading.warn('bare-expression', pointer, message);
}
