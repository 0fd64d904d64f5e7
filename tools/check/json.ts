/** The value of a key in parsed JSON; undefined when there is none, or no object. */
export function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  return entries.find(([name]) => name === key)?.[1];
}
