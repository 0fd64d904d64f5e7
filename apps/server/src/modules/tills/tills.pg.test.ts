import { randomUUID } from 'node:crypto';
import type { SignedFact } from '@barrow/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { requireRightBooks } from '../../testing/require-right-books.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';
import { enrolTill, type TestTill } from '../../testing/test-till.ts';
import { verifyChains } from './verify-chains.ts';

let house: TestHouse;
let here: string;
let itemId: string;
beforeAll(async () => {
  house = await createTestHouse();
  here = house.locations[0].locationId;
  const item = { sku: 'S1', name: 'Soap', gtins: ['4006381333931'] };
  itemId = textAt((await house.api('POST', '/items', item)).body, 'itemId');
  await house.api('POST', '/prices', { prices: [{ itemId, currency: 'EUR', unitPriceMicro: 2_500_000 }] });
});
afterAll(() => house.close());

const codeFor = async (locationId = here): Promise<string> =>
  textAt((await house.api('POST', '/tills/enrolments', { locationId, deviceName: 'Counter' })).body, 'code');
const newTill = async (): Promise<TestTill> => {
  const { till, answer } = await enrolTill(house.address, await codeFor());
  if (till === undefined) throw new Error(JSON.stringify(answer));
  return till;
};
const saleInput = (priceMinor: number, more: object = {}): Record<string, unknown> => ({
  id: randomUUID(),
  locationId: here,
  occurredAt: new Date().toISOString(),
  lines: [{ itemId, qtyMilli: 1_000, unitPriceMicro: priceMinor * 10_000, taxMinor: 0 }],
  payments: [{ method: 'cash', amountMinor: priceMinor }],
  totalMinor: priceMinor,
  ...more,
});
const sell = async (till: TestTill, priceMinor = 250, more: object = {}): Promise<SignedFact> => {
  const input = saleInput(priceMinor, more);
  return till.happen('sales.sale.capture', input, { factId: String(input['id']) });
};
const push = (till: TestTill, facts: readonly SignedFact[], oldestSeq = 1) =>
  till.ask('POST', '/api/v1/tills/sync/facts', { facts, oldestSeq });
const statuses = (body: unknown): string[] => listAt(body, 'verdicts').map((one) => textAt(one, 'status'));
const salesOf = async (facts: readonly SignedFact[]): Promise<number> => {
  const rows = await house.sql<{ count: number }>(
    'select count(*)::integer as count from sales.sale where org_id = $1 and sale_id = any($2::uuid[])',
    [house.orgId, facts.map(({ input }) => input['id'])],
  );
  return rows[0]?.count ?? 0;
};

describe('enrolment', () => {
  it('takes a code once, typed however, and no other', async () => {
    const code = await codeFor();
    const [one, other] = await Promise.all([
      enrolTill(house.address, code.toLowerCase().replaceAll('-', ' ')),
      enrolTill(house.address, code),
    ]);
    expect([one, other].map(({ answer }) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 403]);
    const again = await enrolTill(house.address, code);
    expect([again.answer.status, at(again.answer.body, 'code')]).toEqual([403, 'ENROLMENT_INVALID']);
    expect(at((await enrolTill(house.address, 'AAAA-BBBB-CCCC')).answer.body, 'code')).toBe('ENROLMENT_INVALID');
  });

  it('takes none that is too old', async () => {
    const code = await codeFor();
    await house.sql(`update tills.enrolment set expires_at = now() - interval '1 second' where used_at is null`);
    expect((await enrolTill(house.address, code)).answer.status).toBe(403);
  });

  it('gives each device of a location a code of its own for its receipts', async () => {
    const [one, other] = [await newTill(), await newTill()];
    const devices = listAt((await house.api('GET', '/tills/devices')).body, 'items');
    const codes = devices.map((device) => textAt(device, 'code'));
    expect(new Set(codes).size).toBe(codes.length);
    expect(devices.map((device) => at(device, 'deviceId'))).toEqual(
      expect.arrayContaining([one.deviceId, other.deviceId]),
    );
  });
});

describe('a proof', () => {
  it('is taken once, for its method and address, with a nonce of ours', async () => {
    const till = await newTill();
    const path = '/api/v1/tills/sync';
    const proof = await till.proof('GET', path);
    expect((await till.ask('GET', path, undefined, proof)).status).toBe(200);
    const wrong = [
      proof,
      await till.proof('POST', path),
      await till.proof('GET', '/api/v1/items'),
      await till.proof('GET', path, { nonce: 'made-up-by-somebody-el' }),
      await till.proof('GET', path, { ath: 'x' }),
      await till.proof('GET', path, { htu: 'https://elsewhere.example/api/v1/tills/sync' }),
      'no.proof.atall',
    ];
    for (const one of wrong) {
      const answer = await till.ask('GET', path, undefined, one);
      expect([answer.status, at(answer.body, 'code')]).toEqual([401, 'PROOF_INVALID']);
      expect(answer.nonce).not.toBe(null);
    }
  });

  it('of another device does not speak for this one', async () => {
    const [one, other] = [await newTill(), await newTill()];
    const answer = await fetch(`${house.address}/api/v1/tills/sync`, {
      headers: { authorization: `DPoP ${one.deviceId}`, dpop: await other.proof('GET', '/api/v1/tills/sync') },
    });
    expect(answer.status).toBe(401);
  });

  it('is asked for: an API key is no device', async () => {
    const answer = await house.api('GET', '/tills/sync', undefined, house.keys.cashier);
    expect([answer.status, answer.at('code')]).toEqual([403, 'DEVICE_NEEDED']);
  });

  it('opens what cashiers of the location may, and nothing elsewhere', async () => {
    const till = await newTill();
    expect((await till.ask('GET', `/api/v1/stock/balances?locationId=${here}`)).status).toBe(200);
    const there = house.locations[1].locationId;
    expect((await till.ask('GET', `/api/v1/stock/balances?locationId=${there}`)).status).toBe(403);
    expect((await till.ask('GET', '/api/v1/members')).status).toBe(403);
  });
});

describe('a push', () => {
  it('stores each sale once, however often and in whatever order it comes', async () => {
    const till = await newTill();
    const facts = [await sell(till), await sell(till, 300), await sell(till, 120)];
    const first = await push(till, facts.toReversed());
    expect(first.body).toMatchObject({ high: 3, standing: 'active' });
    expect(statuses(first.body)).toEqual(['stored', 'stored', 'stored']);
    const [again, both] = await Promise.all([push(till, facts), push(till, facts.slice(1))]);
    expect([statuses(again.body), statuses(both.body)]).toEqual([Array(3).fill('stored'), Array(2).fill('stored')]);
    expect(await salesOf(facts)).toBe(3);
    const device = listAt((await house.api('GET', '/tills/devices')).body, 'items').find(
      (one) => at(one, 'deviceId') === till.deviceId,
    );
    expect(device).toMatchObject({ high: 3, lastReceipt: 3, standing: 'active', anomalies: 0 });
    await requireRightBooks(house);
  });

  it('refuses a bad fact alone, keeps it, and takes what mends it', async () => {
    const till = await newTill();
    const good = await sell(till);
    const bad = await sell(till, 250, { totalMinor: 999 });
    const facts = [good, bad, await sell(till), await till.happen('members.invite', { any: 1 })];
    const answer = await push(till, facts);
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
    expect(statuses((await push(till, [mended])).body)).toEqual(['stored']);
    expect((await open()).map((one) => at(one, 'seq'))).toEqual([4]);
    const gone = await house.api('POST', `/tills/facts/${till.seriesId}/write-off`, { seq: 4, why: 'a test' });
    expect(gone.body).toMatchObject({ settled: true });
    expect(await open()).toEqual([]);
    expect(await salesOf(facts.slice(0, 3))).toBe(3);
  });

  it('takes nothing beyond a gap, and says where it stands', async () => {
    const till = await newTill();
    const facts = [await sell(till), await sell(till), await sell(till)];
    const answer = await push(till, facts.slice(1));
    expect(answer.body).toMatchObject({ high: 0, verdicts: [] });
    expect((await push(till, facts)).body).toMatchObject({ high: 3 });
  });

  it('goes on behind what both have lost, and tells it', async () => {
    const till = await newTill();
    const facts = [await sell(till), await sell(till), await sell(till)];
    await push(till, facts.slice(0, 1));
    expect((await push(till, facts.slice(2), 3)).body).toMatchObject({ high: 3, standing: 'active' });
    const [anomaly] = await house.sql<{ seq: number; why: string }>(
      'select seq, why from tills.anomaly where device_id = $1',
      [till.deviceId],
    );
    expect(anomaly).toEqual({ seq: 2, why: 'lost to 2' });
  });

  it('is done as the staff who did it, and what that may not is refused', async () => {
    const till = await newTill();
    const [cashier, manager] = [randomUUID(), randomUUID()];
    for (const [staffId, role] of [
      [cashier, 'cashier'],
      [manager, 'location-manager'],
    ]) {
      const body = { name: role, role, locationIds: [here], pin: '1234' };
      expect((await house.api('PUT', `/tills/staff/${staffId}`, body)).status).toBe(200);
    }
    const sale = await sell(till);
    const voided = (staffId: string) =>
      till.happen(
        'sales.sale.void',
        { saleId: sale.input['id'], id: randomUUID(), locationId: here, reason: 'a test' },
        { staffId },
      );
    const facts = [sale, await voided(cashier), await voided(manager)];
    expect(statuses((await push(till, facts)).body)).toEqual(['stored', 'refused', 'stored']);
    const audit = await house.api('GET', '/audit?action=sales.sale.void');
    expect(listAt(audit.body, 'items')[0]).toMatchObject({
      actorName: 'location-manager (Counter)',
      enteredBy: 'device',
    });
  });

  it('takes a sale of a till whose clock is days ahead, at the time it came, and once', async () => {
    const till = await newTill();
    const ahead = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const fact = await sell(till, 250, { occurredAt: ahead });
    expect(statuses((await push(till, [fact])).body)).toEqual(['stored']);
    await house.sql('delete from tills.fact where series_id = $1', [till.seriesId]);
    await house.sql('update tills.device set high = 0, last_receipt = 0, last_hash = $2 where device_id = $1', [
      till.deviceId,
      fact.prev,
    ]);
    expect(statuses((await push(till, [fact])).body)).toEqual(['stored']);
    expect(await salesOf([fact])).toBe(1);
  });

  it('refuses a sale of another location', async () => {
    const till = await newTill();
    const fact = await sell(till, 250, { locationId: house.locations[1].locationId });
    const answer = await push(till, [fact]);
    expect(listAt(answer.body, 'verdicts')[0]).toMatchObject({ status: 'refused', code: 'NOT_ALLOWED' });
  });
});

describe('a till that is not to be believed', () => {
  const standing = async (till: TestTill): Promise<unknown> =>
    at((await till.ask('GET', '/api/v1/tills/sync')).body, 'standing');

  it('is quarantined when another content comes under a number, and both are kept', async () => {
    const till = await newTill();
    const copy = till.copy();
    const [one, other] = [await sell(till), await sell(copy, 999)];
    await push(till, [one]);
    const answer = await push(copy, [other]);
    expect(answer.body).toMatchObject({ standing: 'quarantined', high: 1 });
    expect(await salesOf([one, other])).toBe(1);
    const later = await sell(till);
    expect(statuses((await push(till, [later])).body)).toEqual(['kept']);
    expect(await salesOf([later])).toBe(0);
    const tasks = listAt((await house.api('GET', '/tasks?kind=till-distrust')).body, 'items');
    expect(tasks.some((task) => at(task, 'details.deviceId') === till.deviceId)).toBe(true);
    await house.api('POST', `/tills/devices/${till.deviceId}/trust`, { why: 'the copy was destroyed' });
    expect(await standing(till)).toBe('active');
    const let_ = await house.api('POST', `/tills/facts/${till.seriesId}/let`, { seq: 2, why: 'it was real' });
    expect(let_.body).toMatchObject({ settled: true });
    expect(await salesOf([later])).toBe(1);
  });

  it('is quarantined when a fact was changed after it was signed, and what stood before is taken', async () => {
    const till = await newTill();
    const facts = [await sell(till), await sell(till), await sell(till)];
    const changed = facts.map((fact) => (fact.seq === 2 ? { ...fact, input: { ...fact.input, totalMinor: 1 } } : fact));
    const answer = await push(till, changed);
    expect(answer.body).toMatchObject({ standing: 'quarantined', high: 1 });
    expect(await salesOf(facts)).toBe(1);
  });

  it('is quarantined when another key signed', async () => {
    const [till, other] = [await newTill(), await newTill()];
    const fact = await sell(till);
    const signature = (await sell(other)).signature;
    expect((await push(till, [{ ...fact, signature }])).body).toMatchObject({ standing: 'quarantined', high: 0 });
  });

  it('reads nothing once it is revoked, and what it sends is kept until it is let', async () => {
    const till = await newTill();
    await house.api('POST', `/tills/devices/${till.deviceId}/revoke`, { why: 'stolen' });
    expect(at((await till.ask('GET', '/api/v1/items')).body, 'code')).toBe('DEVICE_REVOKED');
    expect(at((await till.ask('GET', '/api/v1/tills/sync/shapes')).body, 'code')).toBe('DEVICE_REVOKED');
    const fact = await sell(till);
    const answer = await push(till, [fact]);
    expect(answer.body).toMatchObject({ standing: 'revoked', high: 1, verdicts: [{ status: 'kept' }] });
    expect(await salesOf([fact])).toBe(0);
    await house.api('POST', `/tills/facts/${till.seriesId}/let`, { seq: 1, why: 'from before it was stolen' });
    expect(await salesOf([fact])).toBe(1);
    expect((await house.api('POST', `/tills/devices/${till.deviceId}/trust`, { why: 'no' })).status).toBe(409);
  });
});

describe('what comes down', () => {
  const pull = async (till: TestTill, cursor?: unknown, place?: unknown) => {
    const query = new URLSearchParams({
      ...(typeof cursor === 'string' ? { cursor } : {}),
      ...(typeof place === 'string' ? { place } : {}),
    });
    return (await till.ask('GET', `/api/v1/tills/sync/shapes?${query.toString()}`)).body;
  };
  const skus = (body: unknown): unknown[] => listAt(body, 'items').map((one) => at(one, 'sku'));

  it('is the place with its people and promotions, told again only when it differs', async () => {
    const till = await newTill();
    const promotionId = randomUUID();
    const promotion = {
      title: 'Ten off',
      priority: 1,
      stacks: false,
      segment: null,
      locationIds: [here],
      times: {},
      rule: { kind: 'percent', itemIds: [itemId], ratePpm: 100_000 },
    };
    expect((await house.api('PUT', `/promotions/${promotionId}`, promotion)).status).toBe(200);
    const first = await pull(till);
    expect(at(first, 'place.value')).toMatchObject({
      organisation: 'Test',
      location: { locationId: here, currency: 'EUR' },
      promotions: [{ promotionId, title: 'Ten off' }],
    });
    const version = at(first, 'place.version');
    expect(at(await pull(till, at(first, 'cursor'), version), 'place')).toBe(null);
    await house.api('DELETE', `/promotions/${promotionId}`);
    expect(at(await pull(till, at(first, 'cursor'), version), 'place.value.promotions')).toEqual([]);
  });

  it('is every item once, then what changed: the item, a code, a price, a price that is gone', async () => {
    const till = await newTill();
    let page = await pull(till);
    expect(at(page, 'isWhole')).toBe(true);
    expect(listAt(page, 'items').find((one) => at(one, 'itemId') === itemId)).toMatchObject({
      name: 'Soap',
      codes: [{ code: '4006381333931' }, { code: 'S1' }],
      prices: [{ unitPriceMicro: 2_500_000, isHere: false }],
    });
    const next = async (): Promise<unknown[]> => {
      page = await pull(till, at(page, 'cursor'));
      expect(at(page, 'isWhole')).toBe(false);
      return skus(page);
    };
    await next();
    expect(await next()).toEqual([]);
    const price = await house.api('POST', '/prices', {
      prices: [{ itemId, locationId: here, currency: 'EUR', unitPriceMicro: 2_000_000 }],
    });
    expect(await next()).toEqual(['S1']);
    await next();
    await house.api('DELETE', `/prices/${textAt(price.body, 'items.0.priceId')}`);
    expect(await next()).toEqual(['S1']);
    await next();
    await house.api('POST', '/items', { sku: 'S2', name: 'Salt' });
    expect(await next()).toEqual(['S2']);
  });

  it('is whole again for a server of another life', async () => {
    const till = await newTill();
    const cursor = Buffer.from(JSON.stringify(['another', '1', null, null])).toString('base64url');
    const whole = await pull(till, cursor);
    expect(at(whole, 'isWhole')).toBe(true);
    const broken = JSON.stringify([at(whole, 'epoch'), 'x', null, null]);
    for (const bad of ['nonsense', Buffer.from(broken).toString('base64url')])
      expect(at(await pull(till, bad), 'code')).toBe('CURSOR_INVALID');
  });
});

describe('the proof of chains', () => {
  it('holds for what tills sent, and names the first fact that somebody changed in the database', async () => {
    const till = await newTill();
    const facts = [await sell(till), await sell(till), await sell(till)];
    await push(till, facts);
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

describe('a shift', () => {
  it('is opened, counted and closed, and head office sees what should have been there', async () => {
    const till = await newTill();
    const [shiftId, moveId] = [randomUUID(), randomUUID()];
    const now = (): string => new Date().toISOString();
    const facts = [
      await till.happen('tills.shift.open', { shiftId, floatMinor: 10_000, openedAt: now() }),
      await sell(till, 250),
      await till.happen('tills.cash.move', { shiftId, moveId, amountMinor: -2_000, reason: 'to the bank', at: now() }),
      await sell(till, 300, { payments: [{ method: 'card', amountMinor: 300 }] }),
    ];
    const close = await till.happen('tills.shift.close', {
      shiftId,
      closedAt: now(),
      countedMinor: 8_200,
      expectedMinor: 8_250,
    });
    expect(statuses((await push(till, [...facts, close])).body)).toEqual(Array(5).fill('stored'));
    const shift = listAt((await house.api('GET', '/tills/shifts')).body, 'items')[0];
    expect(shift).toMatchObject({ shiftId, hereMinor: 8_250, expectedMinor: 8_250, differenceMinor: -50 });
    expect((await house.api('PUT', `/tills/shifts/${randomUUID()}`, { floatMinor: 0, openedAt: now() })).status).toBe(
      403,
    );
  });
});
