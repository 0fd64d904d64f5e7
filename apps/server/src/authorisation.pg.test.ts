import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissions, roles, type Role } from '@barrow/contracts';
import { AppError } from '@barrow/kernel';
import type { RegisteredAction } from './platform/action.ts';
import { fingerprint } from './testing/fingerprint.ts';
import { textAt } from './testing/json-at.ts';
import { seedFacts, type SeededFacts } from './testing/seed-facts.ts';
import { createTestHouse, type TestHouse } from './testing/test-house.ts';
import { validFields, validInput, type KnownValues } from './testing/valid-input.ts';

/** Said where a scope would have to refuse and the answer names a thing outside of it. */
const marker = 'ELSEWHERE';

let house: TestHouse;
let inside: string;
let outside: SeededFacts;
beforeAll(async () => {
  house = await createTestHouse();
  inside = house.locations[0].locationId;
  const third = await house.api('POST', '/locations', { code: 'L3', name: `${marker} third`, format: 'shop' });
  const second = house.locations[1].locationId;
  await house.api('PATCH', `/locations/${second}`, { name: `${marker} second` });
  outside = await seedFacts(house.api, second, textAt(third.body, 'locationId'), marker);
});
afterAll(() => house.close());

/** Every field that names a location names this one. */
const at = (locationId: string): KnownValues => ({
  locationId,
  fromLocationId: locationId,
  toLocationId: locationId,
  locationIds: [locationId],
});

type Outcome = { readonly code: string; readonly output: unknown };

async function outcomeOf(
  action: RegisteredAction,
  role: Role,
  scope: readonly string[] | null,
  input: unknown,
): Promise<Outcome> {
  try {
    return { code: 'done', output: await house.house.registry.perform(action.name, house.caller(role, scope), input) };
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, output: undefined };
    return { code: `a bug: ${String(error)}`, output: undefined };
  }
}

/** What every action of the registry answers, as `action: code`, where it is not what it should be. */
async function walk(judge: (action: RegisteredAction) => Promise<readonly string[]>): Promise<string[]> {
  const bad: string[] = [];
  for (const action of house.house.registry.actions) bad.push(...(await judge(action)));
  return bad;
}

describe('every action of the registry', () => {
  it('is refused to each role that its permission does not name, whatever is sent', async () => {
    const bad = await walk(async (action) => {
      const low = roles.filter((role) => !permissions[action.permission].some((holder) => holder === role));
      const inputs = [validInput(action.input, at(inside)), { nonsense: true }, undefined];
      const codes = await Promise.all(
        low.flatMap((role) =>
          inputs.map(async (input) => `${role} ${action.name}: ${(await outcomeOf(action, role, null, input)).code}`),
        ),
      );
      return codes.filter((code) => !code.endsWith(': NOT_ALLOWED'));
    });
    expect(bad).toEqual([]);
  });

  it('is open to each role that its permission names, and never answers with a bug', async () => {
    const bad = await walk(async (action) => {
      const found: string[] = [];
      for (const role of permissions[action.permission]) {
        const { code } = await outcomeOf(action, role, null, validInput(action.input, at(inside)));
        // A supplier's own things are told apart inside.
        if ((code === 'NOT_ALLOWED' && role !== 'supplier') || code.startsWith('a bug'))
          found.push(`${role} ${action.name}: ${code}`);
      }
      return found;
    });
    expect(bad).toEqual([]);
  });

  it('is open inside the location scope of each such role, unless it concerns every location', async () => {
    const bad = await walk(async (action) => {
      const found: string[] = [];
      for (const role of permissions[action.permission]) {
        const { code } = await outcomeOf(action, role, [inside], validInput(action.input, at(inside)));
        const isRefused = code === 'NOT_ALLOWED';
        const mustRefuse = action.touches === 'all';
        if (role !== 'supplier' && isRefused !== mustRefuse) found.push(`${role} ${action.name}: ${code}`);
      }
      return found;
    });
    expect(bad).toEqual([]);
  });

  it('is refused outside the location scope, or answers nothing that stands outside', async () => {
    const facts: KnownValues = { ...outside, ...at(outside.locationId) };
    const bad = await walk(async (action) => {
      const found: string[] = [];
      for (const role of permissions[action.permission]) {
        const input = validInput(action.input, facts);
        const { code, output } = await outcomeOf(action, role, [inside], input);
        if (action.touches === 'named' && action.locationsOf(input).length > 0 && code !== 'NOT_ALLOWED')
          found.push(`${role} ${action.name}: ${code}`);
        if (action.touches === 'all' && code !== 'NOT_ALLOWED') found.push(`${role} ${action.name}: ${code}`);
        if (action.touches === 'inside' && code === 'done' && JSON.stringify(output).includes(outside.locationId))
          found.push(`${role} ${action.name} answers what stands outside`);
        if (action.touches === 'inside' && action.effect === 'write' && code === 'done' && !isHarmless(output))
          found.push(`${role} ${action.name} did it`);
      }
      return found;
    });
    expect(bad).toEqual([]);
  });

  it('lists nothing that stands outside the location scope when no location is named', async () => {
    const bad = await walk(async (action) => {
      if (action.effect !== 'read') return [];
      const found: string[] = [];
      for (const role of permissions[action.permission]) {
        const input = validInput(action.input, {
          from: '2020-01-01',
          to: '2030-01-01',
          locationId: inside,
          limit: 500,
        });
        const { output } = await outcomeOf(action, role, [inside], input);
        if (JSON.stringify(output ?? null).includes(outside.locationId)) found.push(`${role} ${action.name}`);
      }
      return found;
    });
    expect(bad).toEqual([]);
  });
});

describe('a supplier', () => {
  const supplierActions = (): RegisteredAction[] =>
    house.house.registry.actions.filter((action) =>
      permissions[action.permission].some((holder) => holder === 'supplier'),
    );

  const tells = (output: unknown): boolean => {
    const text = JSON.stringify(output ?? null);
    return text.includes(marker) || text.includes(outside.orderId);
  };

  it("sees and changes nothing of another supplier's", async () => {
    const before = await fingerprint(house.sql, house.orgId);
    const bad: string[] = [];
    for (const action of supplierActions()) {
      for (const known of [{ ...outside }, {}]) {
        const { code, output } = await outcomeOf(action, 'supplier', null, validFields(action.input, known));
        if (code.startsWith('a bug')) bad.push(`${action.name}: ${code}`);
        if (tells(output)) bad.push(action.name);
      }
    }
    expect(bad).toEqual([]);
    expect(await fingerprint(house.sql, house.orgId)).toEqual(before);
  });

  it('does see its own, so that the walk above could fail', async () => {
    const seen: string[] = [];
    for (const action of supplierActions().filter(({ effect }) => effect === 'read')) {
      const caller = house.caller('supplier', null, outside.supplierId);
      const output = await house.house.registry
        .perform(action.name, caller, validFields(action.input, outside))
        .catch(() => undefined);
      if (tells(output)) seen.push(action.name);
    }
    expect(seen).toEqual(expect.arrayContaining(['supply.order.read', 'supply.order.list', 'supply.supplier.read']));
  });
});

/** A batch that refused every element answers `done`. */
function isHarmless(output: unknown): boolean {
  return typeof output === 'object' && output !== null && 'stored' in output && output.stored === 0;
}

it('refuses an action that is not there', async () => {
  await expect(house.house.registry.perform('no.such.action', house.caller(), {})).rejects.toMatchObject({
    code: 'ROUTE_UNKNOWN',
  });
});
