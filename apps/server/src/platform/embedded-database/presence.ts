import pg from 'pg';

/**
 * A connection held for as long as this process uses the database, with a shared advisory lock. Whoever can take that lock
 * exclusively is alone and may stop the server; it cannot be forgotten, because it ends with the process that holds it.
 */
export type Presence = {
  /** Calls back once when the connection is lost, not when it is ended here. */
  onLost(callback: () => void): void;
  /** Gives up our share; true when nobody else is left, and nobody can join until the server is stopped. */
  leave(): Promise<boolean>;
  end(): Promise<void>;
};

export type Joining =
  | { readonly kind: 'joined'; readonly presence: Presence }
  | { readonly kind: 'leaving' }
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'silent' };

const presenceKey = 7_264_105; // any number nobody else locks in the database "postgres"
const answerWithinMs = 2_000;

/** Joins the server on `port`. Throws when it answers but refuses our password: that server is not ours to touch. */
export async function joinServer(port: number, password: string): Promise<Joining> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    application_name: 'barrow presence',
    connectionTimeoutMillis: answerWithinMs,
    keepAlive: true,
  });
  let lost: (() => void) | undefined;
  let over = false;
  client.on('error', () => undefined);
  client.on('end', () => {
    if (!over) lost?.();
    over = true;
  });
  try {
    await client.connect();
    const granted = await holds(client, 'select pg_try_advisory_lock_shared($1) as yes');
    if (!granted) {
      over = true;
      await client.end();
      return { kind: 'leaving' };
    }
  } catch (error) {
    over = true;
    await client.end().catch(() => undefined);
    return classify(error, port);
  }
  const end = async (): Promise<void> => {
    over = true;
    await client.end().catch(() => undefined);
  };
  return {
    kind: 'joined',
    presence: {
      onLost: (callback) => {
        if (over) callback();
        else lost = callback;
      },
      leave: async () => {
        await client.query('select pg_advisory_unlock_shared($1)', [presenceKey]);
        return holds(client, 'select pg_try_advisory_lock($1) as yes');
      },
      end,
    },
  };
}

async function holds(client: pg.Client, statement: string): Promise<boolean> {
  const answer = await client.query<{ yes: boolean }>(statement, [presenceKey]);
  return answer.rows[0]?.yes === true;
}

function classify(error: unknown, port: number): Joining {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '28P01' || code === '28000') {
    throw new Error(`The PostgreSQL on 127.0.0.1:${port} refuses the password kept in the data folder.`, {
      cause: error,
    });
  }
  return { kind: code.startsWith('57P') ? 'not-yet' : 'silent' };
}

/** Makes the database unless it exists. */
export async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== '42P04' && code !== '23505') throw error; // another process made it first
  } finally {
    await client.end();
  }
}
