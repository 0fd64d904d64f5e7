import { pino, type Logger } from 'pino';

export type { Logger };

/** Names whose values never reach a log, at any depth. */
const secretNames =
  /^(.*password|.*secret|.*token|authorization|proxy-authorization|cookie|set-cookie|(x-)?api-?key)$/i;
const deepest = 10;

function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Date) return value;
  if (depth > deepest) return '[deeper]';
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretNames.test(name) ? '[secret]' : withoutSecrets(inner, depth + 1),
    ]),
  );
}

/** The process' logger: one JSON document a line on standard output; secrets are replaced. */
export function createLogger(level: string, destination?: { write(text: string): void }): Logger {
  const options = {
    level,
    base: null,
    formatters: {
      log: (fields: Record<string, unknown>) =>
        Object.fromEntries(
          Object.entries(fields).map(([name, inner]) => [
            name,
            secretNames.test(name) ? '[secret]' : withoutSecrets(inner),
          ]),
        ),
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
