import { Document, isScalar, visit } from 'yaml';
import type { JsonObject, JsonValue } from '../definition/json.ts';

/** The order in which the parts of a definition are written; what is not listed keeps its own, behind these. */
const order = ['document', 'input', 'use', 'schedule', 'evaluate', 'timeout', 'do', 'output'];

/**
 * Writes a definition as YAML, always alike: two spaces, blocks, the parts in a fixed order, no line folded. Nothing is lost: read
 * again it is the same data. Comments are not part of the data.
 */
export function formatDefinition(source: JsonObject): string {
  const document = new Document(arranged(source), { version: '1.2', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (isScalar(node) && typeof node.value === 'string' && node.value.includes('\n') && isBlockSafe(node.value)) {
        node.type = 'BLOCK_LITERAL';
      }
    },
  });
  return document.toString({ lineWidth: 0, indent: 2, indentSeq: true, singleQuote: true });
}

function arranged(source: JsonObject): JsonValue {
  const names = Object.keys(source);
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.fromEntries(names.toSorted((a, b) => rank(a) - rank(b)).map((name) => [name, source[name] ?? null]));
}

/** A block shows a text as it is; white space at ends of lines and control characters are safer in quotes. */
function isBlockSafe(text: string): boolean {
  return !/[ \t]\n|[ \t]$|^[ \t\n]|[^\P{C}\n]/u.test(text);
}
