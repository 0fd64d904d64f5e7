import { verify } from '../verify/verify.ts';
import type { TestHouse } from './test-house.ts';

/** Throws unless every balance and total of the house's organisation is what its moves and lines add up to. */
export async function requireRightBooks(house: TestHouse): Promise<void> {
  const differences = await verify(house.house.database, house.orgId);
  if (differences.length > 0)
    throw new Error(`the books are wrong: ${JSON.stringify(differences.slice(0, 5), null, 2)}`);
}
