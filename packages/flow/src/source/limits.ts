/** Bounds of a definition. They are far above what people write, and low enough that nothing is slow. */
export const sourceLimits = {
  /** UTF-16 units of text. */
  characters: 500_000,
  /** Values after aliases are followed, so that a few lines cannot become millions. */
  values: 50_000,
  /** Nesting of values. */
  depth: 100,
  /** More than this many problems help nobody. */
  problems: 200,
} as const;
