import { AppError } from '@barrow/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RegisteredAction } from './platform/action.ts';
import { fingerprint } from './testing/fingerprint.ts';
import { at } from './testing/json-at.ts';
import { seedFacts, type SeededFacts } from './testing/seed-facts.ts';
import { createTestHouse, type TestHouse } from './testing/test-house.ts';
import { fullInput, wrongInputs } from './testing/wrong-inputs.ts';

let house: TestHouse;
let facts: SeededFacts;
let foreign: SeededFacts;
beforeAll(async () => {
  house = await createTestHouse();
  const [first, second] = house.locations;
  facts = await seedFacts(house.api, first.locationId, second.locationId, 'HERE');
  const stranger = await house.anotherOrganisation();
  const [theirs, others] = stranger.locations;
  const api = (method: string, path: string, body?: unknown) => house.api(method, path, body, stranger.keys.owner);
  foreign = await seedFacts(api, theirs.locationId, others.locationId, 'THERE');
});
afterAll(() => house.close());

const writing = (): RegisteredAction[] => house.house.registry.actions.filter(({ effect }) => effect === 'write');

/** What an action says to an input: its error, or undefined when it did it. */
async function refusal(action: RegisteredAction, input: unknown): Promise<Error | undefined> {
  try {
    await house.house.registry.perform(action.name, house.caller('owner'), input);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('what was thrown is no error');
  }
}

/** Parents of a place name it too: a list is too long at the list, a union at its field. */
const names = (error: AppError, pointer: string): boolean =>
  error.problems.some(
    (problem) => problem.pointer.startsWith(pointer) || (pointer.startsWith(problem.pointer) && problem.pointer !== ''),
  );

/** Where a schema has named fields and takes others too. */
function openObjects(schema: unknown, place: string): string[] {
  if (schema === undefined) return [];
  const inner = [...listAt(schema, 'anyOf'), at(schema, 'items')].flatMap((one) => openObjects(one, place));
  const properties = at(schema, 'properties');
  if (typeof properties !== 'object' || properties === null) return inner;
  const below = Object.entries(properties).flatMap(([name, one]) => openObjects(one, `${place}/${name}`));
  return [...(at(schema, 'additionalProperties') === false ? [] : [place === '' ? '/' : place]), ...below, ...inner];
}
const listAt = (schema: unknown, key: string): readonly unknown[] => {
  const list = at(schema, key);
  return Array.isArray(list) ? list : [];
};

describe('every writing action', () => {
  it('refuses whatever does not fit, names the place and what to do, and stores nothing', async () => {
    const before = await fingerprint(house.sql, house.orgId);
    const bad: string[] = [];
    let tried = 0;
    for (const action of writing()) {
      for (const { what, pointer, input } of wrongInputs(action.input, { ...facts })) {
        tried += 1;
        const error = await refusal(action, input);
        if (error === undefined) bad.push(`${action.name}${what}: was done`);
        else if (!(error instanceof AppError)) bad.push(`${action.name}${what}: a bug: ${error.message}`);
        else if (error.category === 'internal') bad.push(`${action.name}${what}: ${error.code}`);
        else if (error.code === 'INPUT_INVALID' && pointer !== '' && !names(error, pointer))
          bad.push(`${action.name}${what}: names ${error.problems.map((one) => one.pointer).join(' ')}`);
        else if (error.problems.some(({ detail }) => detail.length < 5))
          bad.push(`${action.name}${what}: says ${error.problems.map((one) => one.detail).join(' ')}`);
      }
    }
    expect(bad).toEqual([]);
    expect(tried).toBeGreaterThan(2_000);
    expect(await fingerprint(house.sql, house.orgId)).toEqual(before);
  });

  it('takes no field that it does not know, but where others send more than we read', () => {
    const open = writing().flatMap((action) => openObjects(action.input, '').map((place) => `${action.name} ${place}`));
    expect(open).toEqual([
      'supply.order.acknowledge /',
      'supply.order.acknowledge /lines',
      'supply.order.advise /',
      'supply.order.advise /lines',
    ]);
  });

  it('answers with a problem, never a bug, when all it is given fits and nothing of it exists', async () => {
    const bad: string[] = [];
    for (const action of writing()) {
      const error = await refusal(action, fullInput(action.input, {}));
      if (error !== undefined && (!(error instanceof AppError) || error.category === 'internal'))
        bad.push(`${action.name}: ${error.message}`);
    }
    expect(bad).toEqual([]);
  });

  it('changes nothing of another organisation, though its things are named', async () => {
    const organisation = await house.sql<{ org_id: string }>(
      'select org_id from network.location where location_id = $1',
      [foreign.locationId],
    );
    const theirs = organisation[0]?.org_id ?? '';
    const before = await fingerprint(house.sql, theirs);
    const bad: string[] = [];
    for (const action of writing()) {
      const error = await refusal(action, fullInput(action.input, { ...foreign }));
      if (error !== undefined && (!(error instanceof AppError) || error.category === 'internal'))
        bad.push(`${action.name}: ${error.message}`);
    }
    expect(bad).toEqual([]);
    expect(await fingerprint(house.sql, theirs)).toEqual(before);
  });
});
