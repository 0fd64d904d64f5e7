import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/clock.ts';
import { at, listAt } from '../../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await createTestHouse();
});
afterAll(() => house.close());

const form = {
  type: 'object',
  required: ['approved'],
  properties: { approved: { type: 'boolean' }, limitMinor: { type: 'integer', minimum: 0 } },
};

async function ask(fields: object = {}): Promise<string> {
  const id = newId();
  const asked = await house.api('POST', '/tasks', { id, title: 'Approve the order', form, ...fields });
  expect(asked.status).toBe(200);
  return id;
}

async function waitFor<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 15_000; ;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a task that asks for an answer', () => {
  it('takes an answer that fits its form, once', async () => {
    const id = await ask();
    const wrong = await house.api('POST', `/tasks/${id}/complete`, { data: { approved: 'yes' } });
    expect(wrong.status).toBe(400);
    expect(wrong.at('problems.0.pointer')).toBe('/data/approved');
    const right = await house.api('POST', `/tasks/${id}/complete`, { data: { approved: true, limitMinor: 5 } });
    expect(right.at('status')).toBe('done');
    expect(right.at('answer.limitMinor')).toBe(5);
    const again = await house.api('POST', `/tasks/${id}/complete`, { data: { approved: false } });
    expect(again.at('code')).toBe('TASK_ENDED');
  });

  it('is the same task when it is asked again, and not ended without an answer', async () => {
    const id = await ask();
    await house.api('POST', '/tasks', { id, title: 'Approve the order', form });
    const ended = await house.api('POST', `/tasks/${id}/end`, { status: 'done' });
    expect(ended.at('code')).toBe('TASK_NEEDS_ANSWER');
    const dismissed = await house.api('POST', `/tasks/${id}/end`, { status: 'dismissed' });
    expect(dismissed.at('status')).toBe('dismissed');
  });

  it('is for its role; others may not answer it, and a claim keeps colleagues off', async () => {
    const id = await ask({ assigneeRole: 'location-manager', locationId: house.locations[0].locationId });
    const cashier = await house.api('POST', `/tasks/${id}/claim`, {}, house.keys.cashier);
    expect(cashier.at('code')).toBe('NOT_ALLOWED');
    const claimed = await house.api('POST', `/tasks/${id}/claim`, {}, house.keys['location-manager']);
    expect(claimed.at('claimedBy')).toBe('location-manager');
    const colleague = await house.api(
      'POST',
      `/tasks/${id}/complete`,
      { data: { approved: true } },
      house.scopedKeys['location-manager'],
    );
    expect(colleague.at('code')).toBe('TASK_CLAIMED');
    await house.api('POST', `/tasks/${id}/release`, {}, house.keys['location-manager']);
    const mine = await house.api('GET', '/tasks?mine=true', undefined, house.scopedKeys['location-manager']);
    expect(JSON.stringify(mine.body)).toContain(id);
    const notMine = await house.api('GET', '/tasks?mine=true', undefined, house.keys.cashier);
    expect(JSON.stringify(notMine.body)).not.toContain(id);
  });

  it('can be delegated', async () => {
    const id = await ask({ assigneeRole: 'location-manager' });
    await house.api('POST', `/tasks/${id}/delegate`, { role: 'cashier' }, house.keys['location-manager']);
    const done = await house.api('POST', `/tasks/${id}/complete`, { data: { approved: true } }, house.keys.cashier);
    expect(done.at('status')).toBe('done');
  });

  it('tells whom tasks wait for, and how long, within the scope of who looks', async () => {
    const locationId = house.locations[1].locationId;
    const ids = [await ask({ kind: 'waited', locationId }), await ask({ kind: 'waited', locationId, dueInMinutes: 5 })];
    await house.sql(
      `update tasks.task set raised_at = raised_at - interval '2 hours', due_at = due_at - interval '2 hours' where task_id = any($1)`,
      [ids],
    );
    await house.api('POST', `/tasks/${ids[0] ?? ''}/complete`, { data: { approved: true } });
    const seenBy = async (key?: string) => {
      const { body } = await house.api('GET', '/task-waits', undefined, key);
      return listAt(body, 'items').find((one) => at(one, 'kind') === 'waited');
    };
    const seen = await seenBy();
    expect(seen).toMatchObject({ asked: 2, ended: 1, open: 1, late: 1, locationId, beforeMeanMs: null });
    expect(Number(at(seen, 'meanMs'))).toBeGreaterThanOrEqual(7_200_000);
    expect(await seenBy(house.scopedKeys['location-manager'])).toBeUndefined();
  });

  it('goes up to another role when its time is over, and says so in the console once', async () => {
    const id = await ask({ assigneeRole: 'cashier', escalateInMinutes: 5, escalateRole: 'location-manager' });
    await house.sql(`update tasks.task set escalate_at = now() - interval '1 minute' where task_id = $1`, [id]);
    const notices = await waitFor(async () => {
      const list = await house.api('GET', '/notices?limit=500', undefined, house.keys['location-manager']);
      return JSON.stringify(list.body).includes(id) ? JSON.stringify(list.body) : undefined;
    });
    expect(notices.split(id).length - 1).toBe(1);
    const [row] = await house.sql('select assignee_role, escalate_at from tasks.task where task_id = $1', [id]);
    expect(row).toEqual({ assignee_role: 'location-manager', escalate_at: null });
  });

  it('refuses a form that is too long', async () => {
    const answer = await house.api('POST', '/tasks', {
      id: newId(),
      title: 'x',
      form: { description: 'x'.repeat(30_000) },
    });
    expect(answer.status).toBe(400);
    expect(answer.at('problems.0.pointer')).toBe('/form');
  });
});
