import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';

let house: TestHouse;
let here: string;
let there: string;
beforeAll(async () => {
  house = await createTestHouse();
  here = house.locations[0].locationId;
  there = house.locations[1].locationId;
  await house.api('PATCH', `/locations/${here}`, { region: 'north' });
});
afterAll(() => house.close());

const name = 'stock-out-transfer';
const install = (parameters: object) =>
  house.api('PUT', `/playbooks/${name}/installation`, { parameters, why: 'trial' });
const override = (level: string, key: string, parameters: object, key_ = house.keys.owner, more: object = {}) =>
  house.api('PUT', `/playbooks/${name}/overrides/${level}/${key}`, { parameters, why: 'far away', ...more }, key_);
const valuesAt = async (locationId: string): Promise<unknown> =>
  (await house.api('GET', `/playbooks/${name}/parameters?locationId=${locationId}`)).body;

describe('the gallery', () => {
  it('finds playbooks by what is wanted', async () => {
    const names = async (goal: string) =>
      listAt((await house.api('GET', `/playbooks?goal=${encodeURIComponent(goal)}`)).body, 'items').map((one) =>
        at(one, 'name'),
      );
    expect(await names('neighbour empty shelf')).toEqual([name]);
    expect((await names('')).length).toBeGreaterThanOrEqual(3);
    expect(await names('rockets')).toEqual([]);
  });

  it('says in sentences what answers would do, and names what is wrong with them', async () => {
    const told = await house.api('POST', `/playbooks/${name}/preview`, { parameters: { withinKm: 5 } });
    expect(JSON.stringify(told.body)).toContain('{"parameter":"withinKm","text":"5 km"}');
    const wrong = await house.api('POST', `/playbooks/${name}/preview`, {
      parameters: { withinKm: -1, colour: 'red' },
    });
    expect(wrong.status).toBe(422);
    expect(listAt(wrong.body, 'problems').map((one) => at(one, 'pointer'))).toEqual([
      '/parameters/withinKm',
      '/parameters/colour',
    ]);
  });

  it('tells what there is when a playbook is unknown', async () => {
    const answer = await house.api('GET', '/playbooks/nothing-such');
    expect(answer.at('code')).toBe('PLAYBOOK_UNKNOWN');
    expect(textAt(answer.body, 'detail')).toContain(name);
  });
});

describe('parameters', () => {
  it('are the standard before anything is installed, and cannot be overridden then', async () => {
    expect(at(await valuesAt(here), 'values.withinKm')).toBe(60);
    expect((await override('location', here, { withinKm: 5 })).at('code')).toBe('PLAYBOOK_NOT_INSTALLED');
  });

  it('come from the nearest level, each with who, when and why', async () => {
    expect((await install({ withinKm: 100 })).status).toBe(200);
    await override('region', 'north', { withinKm: 40 });
    await override('format', 'shop', { withinKm: 30, coverDays: 5 });
    await override('location', here, { withinKm: 20 });
    expect(at(await valuesAt(here), 'values')).toMatchObject({ withinKm: 20, coverDays: 5, keepDays: 7 });
    expect(at(await valuesAt(there), 'values')).toMatchObject({ withinKm: 30, coverDays: 5 });
    expect(at(await valuesAt(here), 'from')).toMatchObject({
      withinKm: { level: 'location', key: here, by: 'owner', why: 'far away', until: null },
      coverDays: { level: 'format', key: 'shop' },
      keepDays: { level: 'standard', by: null },
    });
    await house.api('DELETE', `/playbooks/${name}/overrides/format/shop`);
    expect(at(await valuesAt(there), 'values.withinKm')).toBe(100);
  });

  it('that only the organisation may set are refused elsewhere, with their title', async () => {
    const locked = await override('location', here, { keepDays: 1 });
    expect(locked.status).toBe(422);
    expect(textAt(locked.body, 'problems.0.detail')).toContain('What a location keeps for itself');
  });

  it('are set by a location manager for the own location alone', async () => {
    const manager = house.scopedKeys['location-manager'];
    expect((await override('location', here, { coverDays: 9 }, manager)).status).toBe(200);
    expect((await override('location', there, { coverDays: 9 }, manager)).status).toBe(403);
    expect((await override('format', 'shop', { coverDays: 9 }, manager)).status).toBe(403);
    expect((await override('region', 'north', { coverDays: 9 }, house.keys['location-manager'])).status).toBe(403);
    const [entry] = await house.sql<{ location_id: string; after: unknown }>(
      `select location_id, after from platform.audit where action = 'playbooks.override.save' order by at desc limit 1`,
    );
    expect(entry).toMatchObject({ location_id: here, after: { level: 'location', parameters: { coverDays: 9 } } });
  });

  it('of an override that has ended are the wider level’s again', async () => {
    const soon = new Date(Date.now() + 400).toISOString();
    await override('location', there, { answerHours: 9 }, house.keys.owner, { until: soon });
    expect(at(await valuesAt(there), 'values.answerHours')).toBe(9);
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(at(await valuesAt(there), 'values.answerHours')).toBe(4);
    const past = await override('location', there, { answerHours: 9 }, house.keys.owner, {
      until: '2020-01-01T00:00:00Z',
    });
    expect(textAt(past.body, 'problems.0.pointer')).toBe('/until');
    const listed = listAt((await house.api('GET', `/playbooks/${name}/overrides`)).body, 'items');
    expect(listed.filter((one) => at(one, 'key') === there)).toEqual([]);
  });
});

describe('an installation', () => {
  it('is answered anew without publishing again, and is gone with its triggers once it is taken back', async () => {
    const triggers = async () => listAt((await house.api('GET', '/flows/triggers')).body, 'items').length;
    const before = await triggers();
    expect((await install({ coverDays: 4 })).status).toBe(200);
    expect(await triggers()).toBe(before);
    expect((await house.api('DELETE', `/playbooks/${name}/installation`)).status).toBe(204);
    expect(await triggers()).toBe(before - 1);
    expect(at(await valuesAt(here), 'installed')).toBe(false);
    expect((await install({})).status).toBe(200);
    expect(await triggers()).toBe(before);
    expect(at(await valuesAt(here), 'values.coverDays')).toBe(3);
  });

  it('of an older version takes the new one, and asks where both changed', async () => {
    await install({ coverDays: 6 });
    await house.sql(
      `update playbooks.installation set version = '0.9.0', questions = jsonb_set(questions, '{properties,coverDays,default}', '2') where playbook = $1`,
      [name],
    );
    const read = await house.api('GET', `/playbooks/${name}`);
    expect(read.at('installed')).toMatchObject({ version: '0.9.0', upgradeTo: '1.0.0' });
    const conflict = await house.api('POST', `/playbooks/${name}/upgrade`, {});
    expect(conflict.status).toBe(409);
    expect(textAt(conflict.body, 'problems.0.pointer')).toBe('/choices/coverDays');
    expect(textAt(conflict.body, 'problems.0.detail')).toContain('yours 6, standard before 2, now 3');
    const done = await house.api('POST', `/playbooks/${name}/upgrade`, { choices: { coverDays: 'mine' } });
    expect(done.at('answers')).toEqual({ coverDays: 6 });
    expect(done.at('version')).toBe('1.0.0');
  });
});

describe('drift', () => {
  it('tells who differs from what holds elsewhere, and leaves out who does not, no longer, or is none of the caller’s', async () => {
    await install({ coverDays: 6 });
    await override('format', 'kiosk', { withinKm: 5, coverDays: 6 });
    const [own = '', other = ''] = house.locations.map((one) => one.locationId);
    for (const place of [own, other]) await override('location', place, { withinKm: 7 });
    await override('format', 'van', { withinKm: 9 }, undefined, { until: new Date(Date.now() + 60_000).toISOString() });
    await house.sql(`update playbooks.override set until = now() - interval '1 minute' where level_key = 'van'`);
    const read = async (key?: string) =>
      listAt((await house.api('GET', '/playbook-drift', undefined, key)).body, 'items').map((one) =>
        ['level', 'key', 'parameter', 'value', 'instead'].map((field) => at(one, field)),
      );
    const all = await read();
    expect(all).toContainEqual(['organisation', null, 'coverDays', 6, 3]);
    expect(all).toContainEqual(['format', 'kiosk', 'withinKm', 5, 60]);
    expect(all.filter(([level]) => level === 'location')).toHaveLength(2);
    expect(all.filter(([, key]) => key === 'van')).toEqual([]);
    expect(all.filter(([level, , parameter]) => level === 'format' && parameter === 'coverDays')).toEqual([]);
    const scoped = await read(house.scopedKeys['location-manager']);
    expect(scoped.filter(([level]) => level === 'location').map(([, key]) => key)).toEqual([own]);
  });
});

describe('a location manager', () => {
  const use = (playbook: string, locationId: string, parameters: object = {}, method = 'PUT') =>
    house.api(
      method,
      `/playbooks/${playbook}/locations/${locationId}${method === 'PUT' ? '' : '?why=enough'}`,
      method === 'PUT' ? { why: 'we want it', parameters } : undefined,
      house.scopedKeys['location-manager'],
    );
  const activeAt = async (locationId: string): Promise<unknown> => {
    const { body } = await house.api('GET', `/playbooks/daily-checklist/parameters?locationId=${locationId}`);
    return [at(body, 'installed'), at(body, 'values.active'), at(body, 'values.dueMinutes')];
  };

  it('uses a playbook at the own location and nowhere else, within limits', async () => {
    const tooLong = await use('daily-checklist', here, { dueMinutes: 5_000 });
    expect(tooLong.at('problems.0.pointer')).toBe('/parameters/dueMinutes');
    const locked = await use('daily-checklist', here, { asked: 'cashier' });
    expect(locked.at('problems.0.pointer')).toBe('/parameters/asked');
    expect(await activeAt(here)).toEqual([false, true, 60]);
    expect((await use('daily-checklist', here, { dueMinutes: 45 })).status).toBe(200);
    expect(await activeAt(here)).toEqual([true, true, 45]);
    expect(await activeAt(there)).toEqual([true, false, 60]);
    expect((await use('daily-checklist', there)).status).toBe(403);
    const workflows = await house.api('GET', '/flows/definitions?name=daily-checklist-watch');
    expect(workflows.at('items.0.name')).toBe('daily-checklist-watch');
    const gone = await use('daily-checklist', here, {}, 'DELETE');
    expect(gone.body).toMatchObject({ active: false });
    expect(await activeAt(here)).toEqual([true, false, 45]);
  });

  it('is told whom to ask for one that is for all', async () => {
    const refused = await use('replenishment', here);
    expect(refused.status).toBe(403);
    expect(textAt(refused.body, 'detail')).toContain('head office');
  });
});
