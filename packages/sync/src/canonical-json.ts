/**
 * A value as the one text that both sides hash: names sorted by UTF-16 code units, no spaces, as RFC 8785 has it for what facts hold. Numbers are
 * safe integers, since only these are written alike everywhere. Throws for any other number, and for what JSON does not know; a member that is undefined is left out.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`a fact holds safe integers alone, not ${value}`);
    return JSON.stringify(Object.is(value, -0) ? 0 : value);
  }
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`a fact cannot hold a ${typeof value}`);
  const members = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`);
  return `{${members.join(',')}}`;
}
