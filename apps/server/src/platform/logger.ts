import { pino, type Logger } from 'pino';

export type { Logger };

/** Paths whose values never reach a log, at any depth the house uses. */
const secretPaths = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'apiKey',
  'newPassword',
  'currentPassword',
].flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `headers["${key}"]`]);

/** The process' logger: one JSON document a line on standard output; secrets are replaced. */
export function createLogger(level: string, destination?: { write(text: string): void }): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: [...secretPaths, 'headers["set-cookie"]', 'headers["x-api-key"]'], censor: '[secret]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
