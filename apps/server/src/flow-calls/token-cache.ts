/** Access tokens by who asked for what, until a little before they end. Bounded; holds secrets, so it stays in memory. */
export type TokenCache = {
  readonly get: (key: string) => string | undefined;
  readonly put: (key: string, token: string, livesMs: number) => void;
  readonly drop: (key: string) => void;
};

const mostTokens = 500;
/** A token that ends while it is on its way helps nobody. */
const spareMs = 10_000;

export function createTokenCache(now: () => number): TokenCache {
  const tokens = new Map<string, { token: string; untilMs: number }>();
  return {
    get(key) {
      const known = tokens.get(key);
      if (known === undefined || known.untilMs > now()) return known?.token;
      tokens.delete(key);
      return undefined;
    },
    put(key, token, livesMs) {
      if (livesMs <= spareMs) return;
      const oldest = tokens.size >= mostTokens ? tokens.keys().next().value : undefined;
      if (oldest !== undefined) tokens.delete(oldest);
      tokens.set(key, { token, untilMs: now() + livesMs - spareMs });
    },
    drop: (key) => void tokens.delete(key),
  };
}
