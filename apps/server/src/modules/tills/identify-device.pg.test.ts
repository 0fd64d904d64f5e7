import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import type { TestHouse } from '../../testing/test-house.ts';
import { enrolTill } from '../../testing/test-till.ts';
import { createTillHouse, type TillHouse } from './testing/till-house.ts';

let tills: TillHouse;
let house: TestHouse;
let here: string;
beforeAll(async () => {
  tills = await createTillHouse();
  ({ house, here } = tills);
});
afterAll(() => house.close());

describe('enrolment', () => {
  it('takes a code once, typed however, and no other', async () => {
    const code = await tills.codeFor();
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
    const code = await tills.codeFor();
    await house.sql(`update tills.enrolment set expires_at = now() - interval '1 second' where used_at is null`);
    expect((await enrolTill(house.address, code)).answer.status).toBe(403);
  });

  it('gives each device of a location a code of its own for its receipts', async () => {
    const [one, other] = [await tills.newTill(), await tills.newTill()];
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
    const till = await tills.newTill();
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
    const [one, other] = [await tills.newTill(), await tills.newTill()];
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
    const till = await tills.newTill();
    expect((await till.ask('GET', `/api/v1/stock/balances?locationId=${here}`)).status).toBe(200);
    const there = house.locations[1].locationId;
    expect((await till.ask('GET', `/api/v1/stock/balances?locationId=${there}`)).status).toBe(403);
    expect((await till.ask('GET', '/api/v1/members')).status).toBe(403);
  });
});
