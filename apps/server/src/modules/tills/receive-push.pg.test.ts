import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt } from '../../testing/json-at.ts';
import { requireRightBooks } from '../../testing/require-right-books.ts';
import type { TestHouse } from '../../testing/test-house.ts';
import { createTillHouse, statuses, type TillHouse } from './testing/till-house.ts';

let tills: TillHouse;
let house: TestHouse;
let here: string;
beforeAll(async () => {
  tills = await createTillHouse();
  ({ house, here } = tills);
});
afterAll(() => house.close());

describe('a push', () => {
  it('stores each sale once, however often and in whatever order it comes', async () => {
    const till = await tills.newTill();
    const facts = [await tills.sell(till), await tills.sell(till, 300), await tills.sell(till, 120)];
    const first = await tills.push(till, facts.toReversed());
    expect(first.body).toMatchObject({ high: 3, standing: 'active' });
    expect(statuses(first.body)).toEqual(['stored', 'stored', 'stored']);
    const [again, both] = await Promise.all([tills.push(till, facts), tills.push(till, facts.slice(1))]);
    expect([statuses(again.body), statuses(both.body)]).toEqual([Array(3).fill('stored'), Array(2).fill('stored')]);
    expect(await tills.salesOf(facts)).toBe(3);
    const device = listAt((await house.api('GET', '/tills/devices')).body, 'items').find(
      (one) => at(one, 'deviceId') === till.deviceId,
    );
    expect(device).toMatchObject({ high: 3, lastReceipt: 3, standing: 'active', anomalies: 0 });
    await requireRightBooks(house);
  });

  it('refuses a bad fact alone, keeps it, and takes what mends it', async () => {
    const till = await tills.newTill();
    const good = await tills.sell(till);
    const bad = await tills.sell(till, 250, { totalMinor: 999 });
    const facts = [good, bad, await tills.sell(till), await till.happen('members.invite', { any: 1 })];
    const answer = await tills.push(till, facts);
    expect(statuses(answer.body)).toEqual(['stored', 'refused', 'stored', 'refused']);
    expect(listAt(answer.body, 'verdicts')[1]).toMatchObject({ seq: 2, problems: [{ pointer: '/totalMinor' }] });
    expect(at(listAt(answer.body, 'verdicts')[3], 'code')).toBe('NOT_FOR_TILLS');
    const open = (): Promise<readonly unknown[]> =>
      house.api('GET', `/tills/facts?deviceId=${till.deviceId}`).then(({ body }) => listAt(body, 'items'));
    expect((await open()).map((one) => at(one, 'seq'))).toEqual([4, 2]);
    const mended = await till.happen(
      'sales.sale.capture',
      { ...bad.input, totalMinor: 250 },
      { factId: String(bad.input['id']), mends: 2, isReceipt: false },
    );
    expect(statuses((await tills.push(till, [mended])).body)).toEqual(['stored']);
    expect((await open()).map((one) => at(one, 'seq'))).toEqual([4]);
    const gone = await house.api('POST', `/tills/facts/${till.seriesId}/write-off`, { seq: 4, why: 'a test' });
    expect(gone.body).toMatchObject({ settled: true });
    expect(await open()).toEqual([]);
    expect(await tills.salesOf(facts.slice(0, 3))).toBe(3);
  });

  it('takes nothing beyond a gap, and says where it stands', async () => {
    const till = await tills.newTill();
    const facts = [await tills.sell(till), await tills.sell(till), await tills.sell(till)];
    const answer = await tills.push(till, facts.slice(1));
    expect(answer.body).toMatchObject({ high: 0, verdicts: [] });
    expect((await tills.push(till, facts)).body).toMatchObject({ high: 3 });
  });

  it('goes on behind what both have lost, and tells it', async () => {
    const till = await tills.newTill();
    const facts = [await tills.sell(till), await tills.sell(till), await tills.sell(till)];
    await tills.push(till, facts.slice(0, 1));
    expect((await tills.push(till, facts.slice(2), 3)).body).toMatchObject({ high: 3, standing: 'active' });
    const [anomaly] = await house.sql<{ seq: number; why: string }>(
      'select seq, why from tills.anomaly where device_id = $1',
      [till.deviceId],
    );
    expect(anomaly).toEqual({ seq: 2, why: 'lost to 2' });
  });

  it('is done as the staff who did it, and what that may not is refused', async () => {
    const till = await tills.newTill();
    const [cashier, manager] = [randomUUID(), randomUUID()];
    for (const [staffId, role] of [
      [cashier, 'cashier'],
      [manager, 'location-manager'],
    ]) {
      const body = { name: role, role, locationIds: [here], pin: '1234' };
      expect((await house.api('PUT', `/tills/staff/${staffId}`, body)).status).toBe(200);
    }
    const sale = await tills.sell(till);
    const voided = (staffId: string) =>
      till.happen(
        'sales.sale.void',
        { saleId: sale.input['id'], id: randomUUID(), locationId: here, reason: 'a test' },
        { staffId },
      );
    const facts = [sale, await voided(cashier), await voided(manager)];
    expect(statuses((await tills.push(till, facts)).body)).toEqual(['stored', 'refused', 'stored']);
    const audit = await house.api('GET', '/audit?action=sales.sale.void');
    expect(listAt(audit.body, 'items')[0]).toMatchObject({
      actorName: 'location-manager (Counter)',
      enteredBy: 'device',
    });
  });

  it('takes a sale of a till whose clock is days ahead, at the time it came, and once', async () => {
    const till = await tills.newTill();
    const ahead = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const fact = await tills.sell(till, 250, { occurredAt: ahead });
    expect(statuses((await tills.push(till, [fact])).body)).toEqual(['stored']);
    await house.sql('delete from tills.fact where series_id = $1', [till.seriesId]);
    await house.sql('update tills.device set high = 0, last_receipt = 0, last_hash = $2 where device_id = $1', [
      till.deviceId,
      fact.prev,
    ]);
    expect(statuses((await tills.push(till, [fact])).body)).toEqual(['stored']);
    expect(await tills.salesOf([fact])).toBe(1);
  });

  it('refuses a sale of another location', async () => {
    const till = await tills.newTill();
    const fact = await tills.sell(till, 250, { locationId: house.locations[1].locationId });
    const answer = await tills.push(till, [fact]);
    expect(listAt(answer.body, 'verdicts')[0]).toMatchObject({ status: 'refused', code: 'NOT_ALLOWED' });
  });
});

describe('a shift', () => {
  it('is opened, counted and closed, and head office sees what should have been there', async () => {
    const till = await tills.newTill();
    const [shiftId, moveId] = [randomUUID(), randomUUID()];
    const now = (): string => new Date().toISOString();
    const facts = [
      await till.happen('tills.shift.open', { shiftId, floatMinor: 10_000, openedAt: now() }),
      await tills.sell(till, 250),
      await till.happen('tills.cash.move', { shiftId, moveId, amountMinor: -2_000, reason: 'to the bank', at: now() }),
      await tills.sell(till, 300, { payments: [{ method: 'card', amountMinor: 300 }] }),
    ];
    const close = await till.happen('tills.shift.close', {
      shiftId,
      closedAt: now(),
      countedMinor: 8_200,
      expectedMinor: 8_250,
    });
    expect(statuses((await tills.push(till, [...facts, close])).body)).toEqual(Array(5).fill('stored'));
    const shift = listAt((await house.api('GET', '/tills/shifts')).body, 'items')[0];
    expect(shift).toMatchObject({ shiftId, hereMinor: 8_250, expectedMinor: 8_250, differenceMinor: -50 });
    expect((await house.api('PUT', `/tills/shifts/${randomUUID()}`, { floatMinor: 0, openedAt: now() })).status).toBe(
      403,
    );
  });
});
