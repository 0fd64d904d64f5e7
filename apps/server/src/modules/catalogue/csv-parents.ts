/**
 * Rows in groups, in which every row stands in a later group than its parent's row. Rows of a circle stand in any, so that whoever
 * stores them finds their parent missing.
 */
export function parentsFirst<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  parentOf: (row: Row) => string,
): Row[][] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const depths = new Map<string, number>();
  for (const row of rows) {
    const way: Row[] = [];
    const seen = new Set<string>();
    let at: Row | undefined = row;
    while (at !== undefined && !depths.has(keyOf(at)) && !seen.has(keyOf(at))) {
      way.push(at);
      seen.add(keyOf(at));
      const parent = parentOf(at);
      at = parent === '' ? undefined : byKey.get(parent);
    }
    let depth = at === undefined ? -1 : (depths.get(keyOf(at)) ?? -1);
    for (const one of way.toReversed()) depths.set(keyOf(one), (depth += 1));
  }
  const groups: Row[][] = [];
  for (const row of rows) (groups[depths.get(keyOf(row)) ?? 0] ??= []).push(row);
  return groups;
}
