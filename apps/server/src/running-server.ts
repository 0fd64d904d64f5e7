import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHouse } from './compose.ts';
import type { House } from './house.ts';
import type { Config } from './platform/config.ts';
import { createLogger, type Logger } from './platform/logger.ts';
import { startTracing } from './platform/tracing.ts';
import { createServer } from './server.ts';

export type RunningServer = {
  readonly house: House;
  /** The address it listens on. */
  readonly address: string;
  readonly port: number;
  /** Lets running requests end, then stops. */
  stop(): Promise<void>;
};

/** The secret of this installation: given, or made once and kept in the data folder, readable by its owner only. */
export async function readSecret(config: Config, dataDir: string): Promise<string> {
  if (config.BARROW_SECRET !== undefined) return config.BARROW_SECRET;
  const file = join(dataDir, 'secret');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    await mkdir(dataDir, { recursive: true });
    try {
      await writeFile(file, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    } catch {
      // another process made it at the same moment
    }
    return (await readFile(file, 'utf8')).trim();
  }
}

const loadSignInAfterMs = 5_000;

/** Starts the HTTP server on a migrated database. */
export async function startServer(
  config: Config,
  databaseUrl: string,
  secret: string,
  log: Logger = createLogger(config.BARROW_LOG),
): Promise<RunningServer> {
  const baseUrl = config.BARROW_URL ?? `http://localhost:${config.BARROW_PORT}`;
  const endTracing = await startTracing(config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const house = createHouse({ config, databaseUrl, secret, baseUrl, log });
  const { server, drain } = await createServer(house, config, log);
  try {
    await server.listen({ host: config.BARROW_HOST, port: config.BARROW_PORT });
  } catch (error) {
    await server.close();
    await house.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new Error(
        `Port ${config.BARROW_PORT} is in use, perhaps by another Barrow. Stop it, or choose another with --port.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
  const bound = server.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.BARROW_PORT;
  // Soon, so that who signs in first does not wait for it.
  const loading = setTimeout(() => {
    house.identity.signIn
      .library()
      .catch((error: unknown) => log.error({ error: String(error) }, 'sign-in cannot be loaded'));
  }, loadSignInAfterMs).unref();
  return {
    house,
    port,
    address: `http://${config.BARROW_HOST}:${port}`,
    async stop() {
      clearTimeout(loading);
      drain();
      await server.close();
      await house.close();
      await endTracing().catch(() => undefined);
    },
  };
}
