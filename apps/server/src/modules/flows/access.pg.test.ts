import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/clock.ts';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';
import { flowAccess } from './access-table.ts';
import { governanceAccess } from '../governance/index.ts';
import { playbookAccess } from '../playbooks/index.ts';

let house: TestHouse;
let secretDefinition: string;
let secretRun: string;
const source = (name: string, version = '1.0.0') =>
  `document: { dsl: 1.0.0, namespace: shop, name: ${name}, version: ${version} }\ndo:\n  - rest: { wait: PT1H }\n`;
const rule = (workflow: string, verb: string, allow: object[] = []) =>
  house.api('PUT', '/flows/access', { workflow, verb, allow, why: 'a test' }, house.keys.owner);
const start = (name: string, key: string) =>
  house.api('POST', '/flows/runs', { id: newId(), namespace: 'shop', name }, key);

beforeAll(async () => {
  house = await createTestHouse();
  for (const name of ['secret', 'open', 'locked']) {
    const published = await house.api('POST', '/flows/definitions', { source: source(name) }, house.keys.owner);
    if (name === 'secret') secretDefinition = textAt(published.body, 'definitionId');
    const run = await start(name, house.keys.owner);
    if (name === 'secret') secretRun = textAt(run.body, 'runId');
  }
  await rule('shop/secret', 'see', [{ role: 'auditor', locationIds: null }]);
  for (const verb of ['run', 'approve', 'edit']) await rule('shop/locked', verb);
});
afterAll(() => house.close());

const refusal = (answer: { status: number; at(name: string): unknown }) => [answer.status, answer.at('code')];

describe('a workflow that a role may not see', () => {
  it('is in no list and under no address', async () => {
    const { operations, auditor } = house.keys;
    const names = async (path: string, key: string, field: string) =>
      new Set(listAt((await house.api('GET', path, undefined, key)).body, 'items').map((one) => at(one, field)));
    expect((await names('/flows/definitions', operations, 'name')).has('secret')).toBe(false);
    expect((await names('/flows/definitions', auditor, 'name')).has('secret')).toBe(true);
    expect((await names('/flows/runs', operations, 'workflow')).has('shop/secret')).toBe(false);
    expect((await names('/flows/runs', auditor, 'workflow')).has('shop/secret')).toBe(true);
    expect((await names('/flows/access', operations, 'workflow')).has('shop/secret')).toBe(false);
    for (const [path, code] of [
      [`/flows/definitions/${secretDefinition}`, 'DEFINITION_UNKNOWN'],
      [`/flows/runs/${secretRun}`, 'RUN_UNKNOWN'],
      [`/flows/runs/${secretRun}/history`, 'RUN_UNKNOWN'],
    ]) {
      expect(refusal(await house.api('GET', path ?? '', undefined, operations))).toEqual([404, code]);
      expect((await house.api('GET', path ?? '', undefined, auditor)).status).toBe(200);
    }
    const figures = await house.api('GET', '/flows/figures?workflow=shop/secret', undefined, operations);
    expect(listAt(figures.body, 'items')).toEqual([]);
  });

  it('is not to be run, cancelled or drafted by it either', async () => {
    const { operations, analyst } = house.keys;
    expect(refusal(await start('secret', operations))).toEqual([403, 'WORKFLOW_ACCESS']);
    expect(refusal(await house.api('POST', `/flows/runs/${secretRun}/cancel`, {}, operations))).toEqual([
      404,
      'RUN_UNKNOWN',
    ]);
    const draft = { title: 'Mine', source: source('other'), baseDefinitionId: secretDefinition };
    expect(refusal(await house.api('PUT', `/flows/drafts/${newId()}`, draft, analyst))).toEqual([
      404,
      'DEFINITION_UNKNOWN',
    ]);
    const taken = { title: 'Mine', source: source('secret', '2.0.0') };
    expect(refusal(await house.api('PUT', `/flows/drafts/${newId()}`, taken, analyst))).toEqual([
      403,
      'WORKFLOW_ACCESS',
    ]);
    const bulk = await house.api(
      'POST',
      '/flows/runs/commands',
      { command: 'cancel', filter: { workflow: 'shop/secret' } },
      operations,
    );
    expect(bulk.body).toMatchObject({ count: 0 });
    const still = await house.api('GET', `/flows/runs/${secretRun}`, undefined, house.keys.owner);
    expect(still.body).toMatchObject({ status: 'waiting' });
  });

  it('shows no draft of it, also none whose text names another workflow', async () => {
    const [named, based] = [newId(), newId()];
    await house.api('PUT', `/flows/drafts/${named}`, { title: 'Secret', source: source('secret') }, house.keys.owner);
    const renamed = { title: 'Renamed', source: source('nothing'), baseDefinitionId: secretDefinition };
    await house.api('PUT', `/flows/drafts/${based}`, renamed, house.keys.owner);
    const listed = (await house.api('GET', '/flows/drafts', undefined, house.keys.analyst)).body;
    expect(listAt(listed, 'items')).toEqual([]);
    for (const id of [named, based])
      expect(refusal(await house.api('GET', `/flows/drafts/${id}`, undefined, house.keys.analyst))).toEqual([
        404,
        'DRAFT_UNKNOWN',
      ]);
    const seen = (await house.api('GET', '/flows/drafts', undefined, house.keys.auditor)).body;
    expect(listAt(seen, 'items')).toHaveLength(2);
  });
});

describe('a workflow that is locked', () => {
  it('is seen by all, and changed and run by owners alone', async () => {
    const { operations, owner } = house.keys;
    const newer = { source: source('locked', '2.0.0') };
    for (const key of [operations])
      expect(
        [
          await start('locked', key),
          await house.api('POST', '/flows/definitions', newer, key),
          await house.api('PUT', `/flows/drafts/${newId()}`, { title: 'New', ...newer }, key),
        ].map(refusal),
      ).toEqual(Array.from({ length: 3 }, () => [403, 'WORKFLOW_ACCESS']));
    const mine = await house.api('GET', '/flows/access/mine?workflow=shop/locked', undefined, operations);
    expect(mine.body).toEqual({ may: ['see'] });
    expect((await start('locked', owner)).status).toBe(200);
    expect((await start('open', operations)).status).toBe(200);
  });

  it('is free again once the rule is gone, and the audit shows who changed it', async () => {
    expect(refusal(await house.api('DELETE', '/flows/access', undefined, house.keys.operations))[0]).toBe(403);
    const gone = await house.api('DELETE', '/flows/access?workflow=shop/locked&verb=run', undefined, house.keys.owner);
    expect(gone.body).toEqual({ removed: 1 });
    expect((await start('locked', house.keys.operations)).status).toBe(200);
    const audit = await house.api('GET', '/audit?action=flows.access.remove', undefined, house.keys.owner);
    expect(listAt(audit.body, 'items')).toHaveLength(1);
  });

  it('names the location of a rule that is none', async () => {
    const nowhere = newId();
    const answer = await rule('shop/*', 'run', [{ role: 'location-manager', locationIds: [nowhere] }]);
    expect(answer.body).toMatchObject({
      code: 'LOCATION_UNKNOWN',
      problems: [{ pointer: '/allow/0/locationIds/0' }],
    });
  });
});

describe('a playbook at a location', () => {
  it('is put to use only where the rule lets its managers', async () => {
    const [here = '', there = ''] = house.locations.map((one) => one.locationId);
    await rule('barrow/*', 'run', [{ role: 'location-manager', locationIds: [here] }]);
    const use = (locationId: string) =>
      house.house.registry.perform('playbooks.location.install', house.caller('location-manager', [here, there]), {
        name: 'daily-checklist',
        locationId,
        why: 'a test',
      });
    await expect(use(there)).rejects.toMatchObject({ code: 'WORKFLOW_ACCESS' });
    await expect(use(here)).resolves.toMatchObject({ active: true });
  });
});

it('every action about workflows says what it does with them, or why it need not', () => {
  const told = { ...flowAccess, ...governanceAccess, ...playbookAccess };
  const elsewhere = new Set([
    // Asks for itself, since it gathers.
    'flows.run.start',
    'backtest.period.run',
    // The rules themselves, for owners, and what they mean for who asks.
    'flows.access.save',
    'flows.access.remove',
    'flows.access.mine',
    // A brake that whoever may stop may always pull.
    'flows.stop.make',
    'flows.stop.end',
    'flows.stop.list',
    // About texts and events, which are no workflow's.
    'flows.definition.try',
    'flows.function.list',
    'flows.event.sample',
    'flows.poisoned-event.list',
    'flows.poisoned-event.discard',
    'governance.draft.check',
    'governance.policy.read',
    'governance.policy.set',
  ]);
  const about = house.house.registry.actions.filter(({ name }) => /^(flows|governance|backtest)\./.test(name));
  expect(about.map(({ name }) => name).filter((name) => !(name in told) && !elsewhere.has(name))).toEqual([]);
  const known = new Set(house.house.registry.actions.map(({ name }) => name));
  expect(Object.keys(told).filter((name) => !known.has(name))).toEqual([]);
});
