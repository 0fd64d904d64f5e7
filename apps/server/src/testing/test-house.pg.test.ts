import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHouse, type TestHouse } from './test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await createTestHouse();
});
afterAll(() => house.close());

it('answers as the role of the key that is sent', async () => {
  const answer = await house.api('GET', '/me', undefined, house.scopedKeys.cashier);
  expect(answer.status).toBe(200);
  expect(answer.at('role')).toBe('cashier');
  expect(answer.at('locationIds')).toEqual([house.locations[0].locationId]);
});

it('gives each test a database of its own', async () => {
  const other = await createTestHouse();
  try {
    const [seen] = await other.sql<{ organisations: number }>(
      'select count(*) as organisations from identity.organisation',
    );
    expect(seen?.organisations).toBe(1);
    expect(other.orgId).not.toBe(house.orgId);
  } finally {
    await other.close();
  }
});
