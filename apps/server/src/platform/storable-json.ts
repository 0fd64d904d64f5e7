const zero = String.fromCharCode(0);

/** A value as PostgreSQL's jsonb can hold it: zero bytes and halves of surrogate pairs in its texts are replaced by U+FFFD. */
export function storableJson(value: unknown): unknown {
  return needsCare(JSON.stringify(value)) ? cleaned(value) : value;
}

/** The same as JSON. Costs nothing more than writing it when there is nothing to replace. */
export function storableText(value: unknown): string {
  const text = JSON.stringify(value);
  return needsCare(text) ? JSON.stringify(cleaned(value)) : text;
}

/** JSON writes both as escapes, so they can be looked for in its text; an escaped backslash before them only costs the closer look. */
function needsCare(text: string | undefined): boolean {
  return text !== undefined && text.includes('\\u') && /\\u(?:0000|d[89a-f])/i.test(text);
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll(zero, '\ufffd');
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleaned(name), cleaned(inner)]));
}
