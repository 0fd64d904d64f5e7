import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { newId } from './clock.ts';
import { createLogger } from './logger.ts';
import { createDatabase, type Database } from './postgres.ts';

describe('a transaction', () => {
  const orgId = newId();
  let made: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    made = await createTestDatabase();
    database = createDatabase({ url: made.url, size: 2, role: 'barrow_app', log: createLogger('silent') });
  });
  afterAll(async () => {
    await database.close();
    await made.drop();
  });

  it('that takes too long is ended, says that it may be sent again, and leaves the process and the pool well', async () => {
    for (let times = 0; times < 4; times += 1) {
      await expect(
        database.transaction(orgId, (tx) => tx.run('select pg_sleep(5)'), { timeoutMs: 100 }),
      ).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
    }
    await expect(
      database.transaction(
        orgId,
        async (tx) => {
          await tx.run('select 1');
          await sleep(400);
          return tx.row('select 2 as two');
        },
        { timeoutMs: 100 },
      ),
    ).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await database.transaction(orgId, (tx) => tx.row('select 3 as three'))).toEqual({ three: 3 });
  });

  it('runs statements in the order in which they are asked for, also unawaited ones', async () => {
    const answers = await database.transaction(orgId, (tx) =>
      Promise.all([
        tx.row('select pg_sleep(0.05), pg_backend_pid() as pid, current_setting($1) as org', ['app.org_id']),
        tx.row('select statement_timestamp() as at, pg_current_xact_id_if_assigned() is null as fresh'),
        tx.row('select statement_timestamp() as at, pg_current_xact_id() is not null as assigned'),
      ]),
    );
    expect(answers).toMatchObject([{ org: orgId }, { fresh: true }, { assigned: true }]);
  });

  it('fails with the first failure of statements that were sent together', async () => {
    await expect(
      database.transaction(orgId, (tx) =>
        Promise.all([tx.run('select 1 / 0'), tx.run('select 1'), tx.run('nonsense')]),
      ),
    ).rejects.toThrow('division by zero');
  });

  it('lets no statement through after its end, which would be in the next one on the connection', async () => {
    let late: Promise<unknown> | undefined;
    const slow = async (run: () => Promise<unknown>): Promise<unknown> => {
      await sleep(100);
      late = run();
      late.catch(() => undefined);
      return late;
    };
    await expect(
      database.transaction(orgId, (tx) =>
        Promise.all([tx.run('select 1 / 0'), slow(() => tx.run('select set_config($1, $2, false)', ['a.b', 'c']))]),
      ),
    ).rejects.toThrow('division by zero');
    await sleep(200);
    await expect(late).rejects.toThrow('the transaction has ended');
  });
});
