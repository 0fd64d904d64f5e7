/** The name that was probably meant, null when none is near. */
export function suggest(typed: string, names: Iterable<string>): string | null {
  if (typed.length > 100) return null;
  let best: string | null = null;
  let bestEdits = Math.min(typed.length, Math.max(1, Math.floor(typed.length / 3)) + 1);
  for (const name of names) {
    const edits =
      name.toLowerCase() === typed.toLowerCase()
        ? 0
        : Math.abs(name.length - typed.length) < bestEdits
          ? editsBetween(typed, name)
          : bestEdits;
    if (edits < bestEdits) [best, bestEdits] = [name, edits];
  }
  return best;
}

/** ` Did you mean "x"?` with the space before it, or nothing. */
export function didYouMean(typed: string, names: Iterable<string>): string {
  const meant = suggest(typed, names);
  return meant === null ? '' : ` Did you mean "${meant}"?`;
}

/** The names as `a, b and c`. */
export function listed(names: readonly string[], word = 'or'): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}

/** Levenshtein distance (1965), one row at a time. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
