import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt } from '../../testing/json-at.ts';
import type { TestHouse } from '../../testing/test-house.ts';
import type { TestTill } from '../../testing/test-till.ts';
import { createTillHouse, statuses, type TillHouse } from './testing/till-house.ts';
import { verifyChains } from './verify-chains.ts';

let tills: TillHouse;
let house: TestHouse;
beforeAll(async () => {
  tills = await createTillHouse();
  ({ house } = tills);
});
afterAll(() => house.close());

describe('a till that is not to be believed', () => {
  const standing = async (till: TestTill): Promise<unknown> =>
    at((await till.ask('GET', '/api/v1/tills/sync')).body, 'standing');

  it('is quarantined when another content comes under a number, and both are kept', async () => {
    const till = await tills.newTill();
    const copy = till.copy();
    const [one, other] = [await tills.sell(till), await tills.sell(copy, 999)];
    await tills.push(till, [one]);
    const answer = await tills.push(copy, [other]);
    expect(answer.body).toMatchObject({ standing: 'quarantined', high: 1 });
    expect(await tills.salesOf([one, other])).toBe(1);
    const later = await tills.sell(till);
    expect(statuses((await tills.push(till, [later])).body)).toEqual(['kept']);
    expect(await tills.salesOf([later])).toBe(0);
    const tasks = listAt((await house.api('GET', '/tasks?kind=till-distrust')).body, 'items');
    expect(tasks.some((task) => at(task, 'details.deviceId') === till.deviceId)).toBe(true);
    await house.api('POST', `/tills/devices/${till.deviceId}/trust`, { why: 'the copy was destroyed' });
    expect(await standing(till)).toBe('active');
    const let_ = await house.api('POST', `/tills/facts/${till.seriesId}/let`, { seq: 2, why: 'it was real' });
    expect(let_.body).toMatchObject({ settled: true });
    expect(await tills.salesOf([later])).toBe(1);
  });

  it('is quarantined when a fact was changed after it was signed, and what stood before is taken', async () => {
    const till = await tills.newTill();
    const facts = [await tills.sell(till), await tills.sell(till), await tills.sell(till)];
    const changed = facts.map((fact) => (fact.seq === 2 ? { ...fact, input: { ...fact.input, totalMinor: 1 } } : fact));
    const answer = await tills.push(till, changed);
    expect(answer.body).toMatchObject({ standing: 'quarantined', high: 1 });
    expect(await tills.salesOf(facts)).toBe(1);
  });

  it('is quarantined when another key signed', async () => {
    const [till, other] = [await tills.newTill(), await tills.newTill()];
    const fact = await tills.sell(till);
    const signature = (await tills.sell(other)).signature;
    expect((await tills.push(till, [{ ...fact, signature }])).body).toMatchObject({ standing: 'quarantined', high: 0 });
  });

  it('reads nothing once it is revoked, and what it sends is kept until it is let', async () => {
    const till = await tills.newTill();
    await house.api('POST', `/tills/devices/${till.deviceId}/revoke`, { why: 'stolen' });
    expect(at((await till.ask('GET', '/api/v1/items')).body, 'code')).toBe('DEVICE_REVOKED');
    expect(at((await till.ask('GET', '/api/v1/tills/sync/shapes')).body, 'code')).toBe('DEVICE_REVOKED');
    const fact = await tills.sell(till);
    const answer = await tills.push(till, [fact]);
    expect(answer.body).toMatchObject({ standing: 'revoked', high: 1, verdicts: [{ status: 'kept' }] });
    expect(await tills.salesOf([fact])).toBe(0);
    await house.api('POST', `/tills/facts/${till.seriesId}/let`, { seq: 1, why: 'from before it was stolen' });
    expect(await tills.salesOf([fact])).toBe(1);
    expect((await house.api('POST', `/tills/devices/${till.deviceId}/trust`, { why: 'no' })).status).toBe(409);
  });
});

describe('the proof of chains', () => {
  it('holds for what tills sent, and names the first fact that somebody changed in the database', async () => {
    const till = await tills.newTill();
    const facts = [await tills.sell(till), await tills.sell(till), await tills.sell(till)];
    await tills.push(till, facts);
    const proofOf = async () => {
      const device = listAt((await house.api('GET', '/tills/devices')).body, 'items').find(
        (one) => at(one, 'deviceId') === till.deviceId,
      );
      const proofs = await verifyChains(house.house.database, house.orgId);
      return proofs.find(({ code }) => code === at(device, 'code'));
    };
    expect(await proofOf()).toMatchObject({ facts: 3, receipts: 3, firstBreak: null, lost: [] });
    const changes = [
      [`update tills.fact set input = replace(input, '250', '240') where series_id = $1 and seq = 2`, 'wrong-hash'],
      [
        `update tills.fact set signature = (select signature from tills.fact f where f.series_id = $1 and f.seq = 1) where series_id = $1 and seq = 2`,
        'wrong-signature',
      ],
      [`delete from tills.fact where series_id = $1 and seq = 2`, 'gap'],
    ] as const;
    for (const [change, why] of changes) {
      const [kept] = await house.sql<{ row: unknown }>(
        `select to_jsonb(f) as row from tills.fact f where series_id = $1 and seq = 2`,
        [till.seriesId],
      );
      await house.sql(change, [till.seriesId]);
      expect(await proofOf()).toMatchObject({ firstBreak: { seq: why === 'gap' ? 3 : 2, why } });
      await house.sql('delete from tills.fact where series_id = $1 and seq = 2', [till.seriesId]);
      await house.sql('insert into tills.fact select * from jsonb_populate_record(null::tills.fact, $1)', [
        JSON.stringify(kept?.row),
      ]);
    }
    expect(await proofOf()).toMatchObject({ firstBreak: null });
  });
});
