import pg from 'pg';
import { AppError, isUuid } from '@barrow/kernel';
import type { Logger } from './logger.ts';

// bigint, numeric and int8 sums come as text: parse, and refuse what a double cannot hold.
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      if (oid === 20 || oid === 1700) return parseSafeInteger;
      if (oid === 1082) return (value: string) => value; // date stays YYYY-MM-DD
      if (oid === 1184) return (value: string) => new Date(value).toISOString(); // timestamptz
    }
    const known: unknown = pg.types.getTypeParser(oid, format);
    return isParser(known) ? known : (value: string) => value;
  },
};

function isParser(value: unknown): value is (text: string) => unknown {
  return typeof value === 'function';
}

function parseSafeInteger(value: string): number {
  const parsed = Number(value);
  if (!Number.isSafeInteger(parsed) && Number.isInteger(parsed))
    throw new RangeError(`${value} is beyond safe integers`);
  return parsed;
}

export type Row = Record<string, unknown>;
export type Parameter =
  | string
  | number
  | boolean
  | null
  | Date
  | Buffer
  | readonly (string | number | boolean | null | Date)[];

/**
 * A running transaction of one organisation. Every query in it is bound to that organisation by row-level security. Statements run in the
 * order in which they are asked for, also when none is awaited before the next: `Promise.all` sends several in one round trip. After one
 * fails, so do those behind it.
 */
export type Tx = {
  readonly orgId: string;
  /** All rows of a statement. The caller states their type: the statement's select list is the contract. */
  rows<R extends Row = Row>(text: string, values?: readonly Parameter[], name?: string): Promise<R[]>;
  /** The only row, or undefined. */
  row<R extends Row = Row>(text: string, values?: readonly Parameter[], name?: string): Promise<R | undefined>;
  /** Runs a statement for its effect; answers how many rows it touched. */
  run(text: string, values?: readonly Parameter[], name?: string): Promise<number>;
  /** Called once the transaction is committed, never when it is rolled back. */
  afterCommit(task: () => void): void;
};

export type Database = {
  /** Runs `work` in one transaction of `orgId`; commits when it resolves, else rolls back. Repeats it after a deadlock or a lost connection, so `work` has no effect but the database. */
  transaction<T>(
    orgId: string,
    work: (tx: Tx) => Promise<T>,
    options?: { readOnly?: boolean; timeoutMs?: number },
  ): Promise<T>;
  /** A statement outside any organisation: only functions and tables that allow it answer. */
  outside<R extends Row = Row>(text: string, values?: readonly Parameter[]): Promise<R[]>;
  /** A connection of its own, not from the pool, for LISTEN. */
  listener(): pg.Client;
  readonly pool: pg.Pool;
  close(): Promise<void>;
};

export type PoolOptions = {
  readonly url: string;
  readonly size: number;
  readonly role: string;
  readonly searchPath?: string;
  /** Times as `Date`, for a library that compares them as such; text otherwise. */
  readonly dates?: boolean;
  /** Sends statements without waiting for the answers of those before. */
  readonly pipeline?: boolean;
  readonly log: Logger;
};

const transactionTimeoutMs = 5_000;
/** A process that stopped in a transaction lets go of its locks after this: early enough for those that wait to end within their own limits. */
const idleInTransactionMs = 3_000;

export function createPool({
  url,
  size,
  role,
  searchPath,
  dates = false,
  pipeline = false,
  log,
}: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    ...(dates ? {} : { types }),
    keepAlive: true,
    pipeline,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    application_name: `barrow ${role}`,
    options: `-c role=${role} -c idle_in_transaction_session_timeout=${idleInTransactionMs} -c lock_timeout=4000 -c timezone=UTC -c jit=off${searchPath === undefined ? '' : ` -c search_path=${searchPath}`}`,
  });
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle database connection was lost'));
  return pool;
}

/** What a lost or restarting server says: nothing of the transaction was kept, unless commit was already sent. */
const lostConnection = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  '08001',
  '08004',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  '53300',
  // the server ended a transaction that we left idle, as a process does that was stopped for a while
  '25P03',
]);
/** Serialisation failure, deadlock, and a lock that another transaction, perhaps of a stopped process, kept too long. */
const collision = new Set(['40001', '40P01', '55P03']);
/** The transaction took longer than it may; its connection is gone. */
const transactionTimeout = '25P04';

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether a transaction that broke off with this is repeated by `transaction`: code inside one lets it pass. */
export function isRepeated(error: unknown): boolean {
  return isLostConnection(error) || collision.has(codeOf(error)) || codeOf(error) === transactionTimeout;
}

export function isLostConnection(error: unknown): boolean {
  return (
    lostConnection.has(codeOf(error)) ||
    (error instanceof Error &&
      /Connection terminated|timeout exceeded when trying to connect|not queryable/.test(error.message))
  );
}

class CommitUnknown extends AppError {
  constructor(cause: unknown) {
    super({
      category: 'unavailable',
      code: 'DATABASE_UNAVAILABLE',
      cause,
      message:
        'The database went away while committing. Send the same request again with the same ids: nothing is done twice.',
    });
  }
}

function tookTooLong(cause: unknown): AppError {
  return new AppError({
    category: 'unavailable',
    code: 'DATABASE_UNAVAILABLE',
    cause,
    message: 'The database took too long. Nothing was stored; send the same request again.',
  });
}

const retryDelaysMs = [20, 60, 150, 300, 600, 1000, 1500, 2000];

export function createDatabase(options: PoolOptions): Database {
  const pool = createPool({ ...options, pipeline: true });

  async function attempt<T>(
    orgId: string,
    work: (tx: Tx) => Promise<T>,
    readOnly: boolean,
    timeoutMs: number,
  ): Promise<T> {
    const client = await pool.connect();
    const after: (() => void)[] = [];
    let broken: Error | undefined;
    // The first error tells why; those behind it only that the connection is gone.
    const onError = (error: Error): void => {
      broken ??= error;
    };
    client.on('error', onError);
    // Until the pool listens again somebody must: an error that nobody listens to ends the process.
    const release = (reason: Error | boolean | undefined): void => {
      client.off('error', onError);
      client.release(reason);
    };
    let ended = false;
    const query = async <R extends Row>(text: string, values?: readonly Parameter[], name?: string) => {
      // What goes on after the failure of a statement beside it must not reach the next transaction of this connection.
      if (ended) throw new Error('the transaction has ended');
      return client.query<R>({
        text,
        ...(values === undefined ? {} : { values: [...values] }),
        ...(name === undefined ? {} : { name }),
      });
    };
    const tx: Tx = {
      orgId,
      rows: async <R extends Row>(text: string, values?: readonly Parameter[], name?: string) =>
        (await query<R>(text, values, name)).rows,
      row: async <R extends Row>(text: string, values?: readonly Parameter[], name?: string) =>
        (await query<R>(text, values, name)).rows[0],
      run: async (text, values, name) => (await query(text, values, name)).rowCount ?? 0,
      afterCommit: (task) => after.push(task),
    };
    let committing = false;
    let result: T;
    try {
      // Not awaited: it shares its round trip with the first statement. Should it fail, that one sees no organisation and no row.
      const begun = client.query(
        `begin${readOnly ? ' read only' : ''}; set local app.org_id = '${orgId}'; set local transaction_timeout = ${timeoutMs}`,
      );
      begun.catch(() => undefined);
      result = await work(tx);
      await begun;
      ended = true;
      committing = true;
      await client.query('commit');
    } catch (caught) {
      ended = true;
      // When the server ended the connection between two statements, the next one only says that it is gone: the reason came before.
      const error = codeOf(broken) === transactionTimeout ? broken : caught;
      if (isLostConnection(error)) {
        release(error instanceof Error ? error : true);
        if (committing && !readOnly) throw new CommitUnknown(error);
        throw error;
      }
      const rolledBack = await client.query('rollback').then(
        () => true,
        () => false,
      );
      release(rolledBack ? broken : true);
      throw error;
    }
    release(broken);
    for (const task of after) task();
    return result;
  }

  return {
    pool,
    async transaction(orgId, work, { readOnly = false, timeoutMs = transactionTimeoutMs } = {}) {
      if (!isUuid(orgId)) throw new Error('an organisation id is a UUID');
      for (let tries = 0; ; tries += 1) {
        try {
          return await attempt(orgId, work, readOnly, timeoutMs);
        } catch (error) {
          const delayMs = retryDelaysMs[tries];
          if (codeOf(error) === transactionTimeout) throw tookTooLong(error);
          const again = isLostConnection(error) || collision.has(codeOf(error));
          if (!again) throw error;
          if (delayMs === undefined) {
            throw new AppError({
              category: 'unavailable',
              code: 'DATABASE_UNAVAILABLE',
              cause: error,
              message: 'The database does not answer. Nothing was stored; send the same request again.',
            });
          }
          await new Promise((resolve) => setTimeout(resolve, delayMs));
        }
      }
    },
    async outside<R extends Row>(text: string, values: readonly Parameter[] = []) {
      return (await pool.query<R>(text, [...values])).rows;
    },
    listener: () =>
      new pg.Client({
        connectionString: options.url,
        types,
        keepAlive: true,
        application_name: 'barrow listener',
        options: `-c role=${options.role}`,
      }),
    close: () => pool.end(),
  };
}

/** An array parameter of ids, numbers or days as PostgreSQL writes it; none of them needs quoting. Much faster than the driver's own. */
export function plainArray(values: readonly (string | number | boolean | null)[]): string {
  let text = '{';
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) text += ',';
    text += values[index] ?? 'null';
  }
  return `${text}}`;
}
