import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/clock.ts';
import { appendEvents } from '../../platform/event-log.ts';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';

let house: TestHouse;
let here: string;
let there: string;
let other: string;
beforeAll(async () => {
  house = await createTestHouse();
  [here = '', there = ''] = house.locations.map((one) => one.locationId);
  const added = await house.api('POST', '/locations', {
    code: 'OTHER',
    name: 'Other',
    format: 'kiosk',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
  });
  other = textAt(added.body, 'locationId');
});
afterAll(() => house.close());

const flow = (
  version: string,
  tasks: string,
  name = 'greet',
  rest = 'schedule: { on: { one: { with: { type: test.hello } } } }',
) => `
document: { dsl: 1.0.0, namespace: shop, name: ${name}, version: ${version} }
${rest}
do:
${tasks}
`;
const hello = '  - hello: { set: { said: hello } }';
const goodbye = '  - hello: { set: { said: goodbye } }';
const broken = '  - hello: { raise: { error: { type: https://example.com/no, status: 500, title: No } } }';
const tells = `  - note: { call: "notifications.notice.send:1.0.0@default", with: { title: Hello } }`;
const touches = `  - move: { if: '\${ false }', call: "stock.transfer.cancel:1.0.0@default", with: { transferId: '\${ .id }' } }`;

const draft = async (source: string, key: string, base?: string): Promise<string> => {
  const id = newId();
  const body = { title: 'A change', source, ...(base === undefined ? {} : { baseDefinitionId: base }) };
  const answer = await house.api('PUT', `/flows/drafts/${id}`, body, key);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return id;
};
const tell = (id: string, verb: string, key: string, body: object = { revision: 1 }) =>
  house.api('POST', `/flows/drafts/${id}/${verb}`, body, key);
const approved = async (source: string): Promise<string> => {
  const id = await draft(source, house.keys.analyst);
  expect((await tell(id, 'submit', house.keys.analyst)).status).toBe(200);
  expect((await tell(id, 'approve', house.keys.operations)).body).toMatchObject({ status: 'approved' });
  return id;
};
const release = (draftId: string, more: object = {}, releaseId = newId()) =>
  house.api('PUT', `/flows/releases/${releaseId}`, { draftId, revision: 1, ...more }, house.keys.operations);
const happen = (locationId: string | null) =>
  house.house.database.transaction(house.orgId, (tx) =>
    appendEvents(tx, { actor: 'test', traceId: null }, [
      { type: 'test.hello', subjectId: null, locationId, occurredAt: new Date().toISOString(), data: {} },
    ]),
  );
const runs = async (version: string, status: string): Promise<number> =>
  listAt((await house.api('GET', `/flows/runs?workflow=shop/greet&status=${status}`)).body, 'items').filter(
    (run) => at(run, 'version') === version,
  ).length;
const soon = { timeout: 15_000, interval: 50 };

describe('a draft', () => {
  it('goes to review, is approved by somebody else, goes live, and the audit shows all', async () => {
    const id = await draft(flow('1.0.0', `${hello}\n${touches}`, 'audited'), house.keys.owner);
    expect((await tell(id, 'submit', house.keys.owner)).body).toMatchObject({ status: 'in-review' });
    const own = await tell(id, 'approve', house.keys.owner);
    expect([own.status, own.at('code')]).toEqual([403, 'FOUR_EYES']);
    expect((await tell(id, 'approve', house.keys.analyst)).status).toBe(403);
    const body = { body: 'What for?', pointer: '/do/0/hello' };
    await house.api('PUT', `/flows/drafts/${id}/comments/${newId()}`, body, house.keys.auditor);
    expect((await tell(id, 'approve', house.keys.operations)).body).toMatchObject({ status: 'approved' });
    const made = await release(id);
    expect(made.body).toMatchObject({ status: 'everywhere', workflow: 'shop/audited', beforeDefinitionId: null });
    const read = await house.api('GET', `/flows/drafts/${id}`);
    expect(read.body).toMatchObject({
      status: 'released',
      judgement: { risk: { level: 'medium', classes: ['stock'] } },
    });
    expect(read.at('comments.0.body')).toBe('What for?');
    const audit = await house.sql<{ action: string }>(
      'select action from platform.audit where subject_id = $1 order by position',
      [id],
    );
    expect(audit.map((row) => row.action)).toEqual([
      'governance.draft.create',
      'governance.draft.submit',
      'governance.draft.comment',
      'governance.draft.approve',
    ]);
  });

  it('of what only reads, asks and tells is approved by its author too', async () => {
    const id = await draft(flow('1.0.0', tells, 'harmless'), house.keys.owner);
    await tell(id, 'submit', house.keys.owner);
    expect((await tell(id, 'approve', house.keys.owner)).body).toMatchObject({ status: 'approved' });
  });

  it('that two write at once is overwritten by nobody', async () => {
    const id = await draft('do: []', house.keys.analyst);
    const first = { revision: 1, source: 'do: [] # mine' };
    expect((await tell(id, 'save', house.keys.analyst, first)).at('revision')).toBe(2);
    const second = await tell(id, 'save', house.keys.operations, { revision: 1, source: 'do: [] # yours' });
    expect([second.status, second.at('code')]).toEqual([409, 'DRAFT_CHANGED']);
    expect(textAt(second.body, 'detail')).toContain('revision 2');
    expect((await house.api('GET', `/flows/drafts/${id}`)).at('source')).toBe('do: [] # mine');
  });

  it('that cannot run, or that policy forbids, does not go to review and says where', async () => {
    const wrong = await draft('document: 3', house.keys.analyst);
    const refused = await tell(wrong, 'submit', house.keys.analyst);
    expect([refused.status, refused.at('code')]).toEqual([422, 'DRAFT_INVALID']);
    const calls = flow(
      '1.0.0',
      '  - a: { call: http, with: { method: get, endpoint: "https://evil.example/x" } }',
      'calls',
    );
    const outside = await tell(await draft(calls, house.keys.analyst), 'submit', house.keys.analyst);
    expect(listAt(outside.body, 'problems').map((one) => at(one, 'pointer'))).toEqual(['/do/0/a', '/do/0/a']);
    expect(textAt(outside.body, 'problems.0.detail')).toContain('evil.example');
  });

  it('is written again by a save, and not released as it was approved', async () => {
    const id = await approved(flow('1.0.0', tells, 'again'));
    await tell(id, 'save', house.keys.analyst, { revision: 1, source: flow('1.0.0', hello, 'again') });
    const early = await release(id, { revision: 2 });
    expect([early.status, early.at('code')]).toEqual([409, 'DRAFT_STATE']);
    const unseen = await tell(id, 'submit', house.keys.analyst, { revision: 1 });
    expect(unseen.at('code')).toBe('DRAFT_CHANGED');
  });

  it('of another organisation is not there', async () => {
    const id = await draft('do: []', house.keys.analyst);
    const stranger = await house.anotherOrganisation();
    expect((await house.api('GET', `/flows/drafts/${id}`, undefined, stranger.keys.owner)).status).toBe(404);
  });
});

describe('a canary', () => {
  let releaseId: string;

  it('runs at its locations alone, and the version beside it everywhere else', async () => {
    expect((await house.api('POST', '/flows/definitions', { source: flow('1.0.0', hello) })).status).toBe(200);
    const id = await approved(flow('1.1.0', goodbye));
    releaseId = newId();
    const made = await release(id, { locationIds: [here, there] }, releaseId);
    expect(made.body).toMatchObject({ status: 'canary', locationIds: [here, there] });
    for (const place of [here, there, other, null]) await happen(place);
    await expect.poll(() => runs('1.0.0', 'completed'), soon).toBe(2);
    await expect.poll(() => runs('1.1.0', 'completed'), soon).toBe(2);
    const watched = await house.api('GET', `/flows/releases/${releaseId}`);
    expect(watched.body).toMatchObject({
      figures: { here: { started: 2, completed: 2, faulted: 0 }, beside: { completed: 2 } },
    });
  });

  it('keeps others from going live beside it', async () => {
    const beside = await house.api('POST', '/flows/definitions', { source: flow('1.2.0', hello) });
    expect([beside.status, beside.at('code')]).toEqual([409, 'DEFINITION_CANARY']);
  });

  it('goes live everywhere when it is widened', async () => {
    const widened = await house.api('POST', `/flows/releases/${releaseId}/widen`, {}, house.keys.operations);
    expect(widened.body).toMatchObject({ status: 'everywhere' });
    for (const place of [here, other, null]) await happen(place);
    await expect.poll(() => runs('1.1.0', 'completed'), soon).toBe(5);
    expect(await runs('1.0.0', 'completed')).toBe(2);
  });

  it('is rolled back by itself when its runs fault, and head office is told why', async () => {
    const id = await approved(flow('1.3.0', broken));
    const canary = newId();
    await release(id, { locationIds: [here], alarm: { minRuns: 3, faultShare: 0.3 } }, canary);
    for (let count = 0; count < 3; count += 1) await happen(here);
    await expect
      .poll(async () => (await house.api('GET', `/flows/releases/${canary}`)).at('status'), soon)
      .toBe('rolled-back');
    const read = await house.api('GET', `/flows/releases/${canary}`);
    expect(read.at('endedBy')).toBe('Alarm of the canary');
    expect(textAt(read.body, 'why')).toContain('3 of 3 runs faulted');
    await expect
      .poll(async () => JSON.stringify((await house.api('GET', '/notices')).body), soon)
      .toContain('shop/greet was rolled back');
    await happen(here);
    await expect.poll(() => runs('1.1.0', 'completed'), soon).toBe(6);
  });

  it('that is rolled back after it went everywhere gives its place to the version before', async () => {
    await house.api('POST', `/flows/releases/${releaseId}/roll-back`, { why: 'too polite' }, house.keys.operations);
    await happen(here);
    await expect.poll(() => runs('1.0.0', 'completed'), soon).toBe(3);
  });
});

describe('an emergency stop', () => {
  const waits = '  - wait: { wait: PT1S }\n  - done: { set: { done: true } }';
  const start = (name: string) => house.api('POST', '/flows/runs', { id: newId(), namespace: 'shop', name });

  it('of a workflow lets its runs stand still and none begin, until it is ended', async () => {
    await house.api('POST', '/flows/definitions', { source: flow('1.0.0', waits, 'slow', '') });
    await house.api('POST', '/flows/definitions', { source: flow('1.0.0', hello, 'quick', '') });
    const runId = textAt((await start('slow')).body, 'runId');
    const stopId = newId();
    const stop = await house.api('PUT', `/flows/stops/${stopId}`, { workflow: 'shop/slow', why: 'it floods us' });
    expect(stop.body).toMatchObject({ runs: 1, endedAt: null });
    const refused = await start('slow');
    expect([refused.status, refused.at('code')]).toEqual([409, 'FLOW_STOPPED']);
    expect((await start('quick')).at('status')).toBe('completed');
    await expect
      .poll(async () => (await house.api('GET', `/flows/runs/${runId}`)).at('status'), soon)
      .toBe('suspended');
    await house.api('POST', `/flows/stops/${stopId}/end`, {});
    await expect
      .poll(async () => (await house.api('GET', `/flows/runs/${runId}`)).at('status'), soon)
      .toBe('completed');
  });

  it('of a location stops what its events start, and nothing elsewhere', async () => {
    const before = await runs('1.0.0', 'completed');
    const stopId = newId();
    await house.api('PUT', `/flows/stops/${stopId}`, { locationId: here, why: 'water in the shop' });
    await happen(here);
    await happen(other);
    await expect.poll(() => runs('1.0.0', 'completed'), soon).toBe(before + 1);
    await house.api('POST', `/flows/stops/${stopId}/end`, {});
    await happen(here);
    await expect.poll(() => runs('1.0.0', 'completed'), soon).toBe(before + 2);
  });

  it('of everything is for head office alone, and names what is unknown', async () => {
    const ask = (body: object, key?: string) => house.api('PUT', `/flows/stops/${newId()}`, body, key);
    expect((await ask({ why: 'x' }, house.keys.analyst)).status).toBe(403);
    expect((await ask({ why: 'x', workflow: 'shop/nothing' })).at('code')).toBe('DEFINITION_UNKNOWN');
    expect((await ask({ why: 'x', locationId: newId() })).at('code')).toBe('LOCATION_UNKNOWN');
  });
});

describe('where workflows go live by review alone', () => {
  it('publishing directly is refused with the way to go, and a version that is live may be told again', async () => {
    await house.api('PUT', '/flows/policy', { reviewRequired: true });
    const refused = await house.api('POST', '/flows/definitions', { source: flow('2.0.0', hello) });
    expect([refused.status, refused.at('code')]).toEqual([403, 'REVIEW_REQUIRED']);
    expect((await house.api('POST', '/flows/definitions', { source: flow('1.0.0', hello) })).status).toBe(200);
    expect((await release(await approved(flow('2.0.0', hello)))).status).toBe(200);
    await house.api('PUT', '/flows/policy', { reviewRequired: false });
  });
});

describe('a trial', () => {
  const source = flow(
    '1.0.0',
    `  - look: { call: "network.location.list:1.0.0@default", with: {}, output: { as: '\${ { names: [.items[].name] } }' } }
  - ask: { call: "tasks.task.ask:1.0.0@default", with: { title: 'Close?', assignee: { role: owner } }, output: { as: '\${ .answer }' } }
  - wait: { wait: P2D }
  - tell: { call: "notifications.notice.send:1.0.0@default", with: { title: '\${ .close | tostring }' } }`,
    'tried',
  );
  const attempt = (answers: object) =>
    house.api(
      'POST',
      '/flows/definitions/try',
      { source, input: { data: {} }, answers, at: '2026-03-01T10:00:00Z' },
      house.keys.analyst,
    );

  it('reads for real, asks for what it must not do, goes on in virtual time, and does nothing', async () => {
    const notices = () => house.sql('select from notifications.notice');
    const before = (await notices()).length;
    const first = await attempt({});
    expect(first.body).toMatchObject({
      status: 'needs-answer',
      needs: { task: '/do/1/ask', what: 'tasks.task.ask:1.0.0' },
    });
    expect(JSON.stringify(first.at('steps'))).toContain('Other');
    const done = await attempt({
      '/do/1/ask': [{ output: { status: 'done', answer: { close: true } } }],
      '/do/3/tell': [{ output: {} }],
    });
    expect(done.body).toMatchObject({ status: 'completed', needs: null });
    expect(done.at('would.2')).toMatchObject({
      what: 'notifications.notice.send:1.0.0',
      request: { title: 'true' },
      at: '2026-03-03T10:00:00.000Z',
    });
    const failed = await attempt({ '/do/1/ask': [{ error: 'nobody there' }] });
    expect(failed.body).toMatchObject({ status: 'faulted', error: { detail: 'nobody there' } });
    expect(await notices()).toHaveLength(before);
  });

  it('takes a real event of the past', async () => {
    await happen(here);
    const sample = await house.api('GET', '/flows/sample-events?type=test.hello', undefined, house.keys.analyst);
    expect(sample.at('items.0')).toMatchObject({ type: 'test.hello' });
    const broken = await house.api('POST', '/flows/definitions/try', { source: 'do: 3' }, house.keys.analyst);
    expect([broken.status, broken.at('code')]).toEqual([422, 'DEFINITION_INVALID']);
  });
});
