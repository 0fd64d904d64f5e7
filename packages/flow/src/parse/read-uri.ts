import type { UriPart, UriTemplate } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import { readExpression, readParts, wholeExpression } from './read-expression.ts';
import { readText } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

/** RFC 3986, appendix B, without white space: what the standard calls a URI reference. */
const uriReference = /^(?:([^:/?#\s]+):)?(?:\/\/([^/?#\s]*))?([^?#\s]*)(?:\?([^#\s]*))?(?:#(\S*))?$/;

/** Reads a URI, which may be an expression or hold `{variables}`. */
export function readUri(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  what: string,
  scope: Scope,
): UriTemplate {
  const text = readText(reading, value, pointer, what);
  if (text.trim() === '') return { kind: 'uri', parts: [] };
  if (wholeExpression(text) !== null) {
    const expression = readExpression(reading, text, pointer, what, scope);
    if (expression !== null) return { kind: 'expression', expression };
  }
  const parts = readParts(reading, text, pointer, scope).flatMap((part): readonly UriPart[] =>
    typeof part === 'string' ? readVariables(reading, part, text, pointer) : [part],
  );
  const filled = parts.map((part) => (typeof part === 'string' ? part : '0')).join('');
  const index = filled.search(/\s/);
  if (index !== -1) {
    reading.report('invalid-uri', pointer, `A URI has no white space in it; write %20.`, {
      text,
      index: text.search(/\s/),
    });
  } else if (!uriReference.test(filled) || filled.startsWith(':') || hasBadPort(filled)) {
    reading.report(
      'invalid-uri',
      pointer,
      `"${text}" is no URI. Write for example https://example.com/items/{itemId}.`,
    );
  }
  return { kind: 'uri', parts };
}

function hasBadPort(uri: string): boolean {
  const authority = uriReference.exec(uri)?.[2];
  const port = authority === undefined ? undefined : /:([^:\]@]*)$/.exec(authority)?.[1];
  return port !== undefined && port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535);
}

/** Splits `a/{b}/c` into its parts. */
function readVariables(reading: Reading, part: string, text: string, pointer: Pointer): readonly UriPart[] {
  const parts: UriPart[] = [];
  let done = 0;
  const fail = (message: string): readonly UriPart[] => {
    reading.report('invalid-uri', pointer, message, { text, index: Math.max(0, text.indexOf(part.slice(done))) });
    return [];
  };
  while (done < part.length) {
    const open = part.indexOf('{', done);
    const close = part.indexOf('}', done);
    if (open === -1 && close === -1) break;
    if (open === -1 || close === -1 || close < open) return fail('The braces of this URI do not match.');
    const variable = part.slice(open + 1, close);
    if (variable === '') return fail('"{}" names no variable.');
    if (/^[+#./;?&|!@,=]|[*{]|:\d+$|,/.test(variable)) {
      return fail(`"{${variable}}" is more than a name. Only simple variables such as {itemId} are possible here.`);
    }
    if (open > done) parts.push(part.slice(done, open));
    parts.push({ variable });
    done = close + 1;
  }
  if (done < part.length) parts.push(part.slice(done));
  return parts;
}
