import {
  createSupplierSandbox,
  type Behaviour,
  type SandboxOptions,
  type SupplierSandbox,
} from '@barrow/supplier-sandbox';
import PostalMime from 'postal-mime';
import { afterEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../platform/crypto.ts';
import { startMailCatcher } from '../../platform/testing/mail-catcher.ts';
import { textAt } from '../../testing/json-at.ts';
import { dispatchesDue, endLease, leaseDispatches } from './dispatch-store.ts';
import { pauseBefore, usualLimits } from './dispatcher.ts';
import { createSupplyBench, type BenchOptions, type SupplyBench } from './testing/supply-bench.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const signingSecret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;

type Bench = SupplyBench & { readonly sandbox: SupplierSandbox; readonly supplierId: string };

/** The supply module with a supplier of the sandbox that behaves as told. */
async function start(
  behaviour: Behaviour,
  options: BenchOptions & { readonly sandbox?: SandboxOptions } = {},
): Promise<Bench> {
  const sandbox = createSupplierSandbox({ ...options.sandbox, behaviour: { dispatch: false, ...behaviour } });
  closers.push(() => sandbox.close());
  const url = await sandbox.listen();
  const bench = await createSupplyBench({ ...options, allow: [new URL(url).host] });
  closers.push(() => bench.close());
  const supplierId = await bench.addSupplier({ transport: 'http', orderUrl: `${url}/orders` });
  return { ...bench, sandbox, supplierId };
}

describe('an order that was placed', () => {
  it('is sent once, signed, and acknowledged by the answer', async () => {
    const { supplierId, sandbox, perform, place, order, sweepAll, sql } = await start(
      { mode: 'acknowledge', lateDays: 1 },
      { sandbox: { secrets: { default: signingSecret } } },
    );
    const bearerToken = 'token-that-stays-secret';
    const stored = await perform('supply.supplier.update', { supplierId, signingSecret, bearerToken });
    expect(stored).toMatchObject({ hasSigningSecret: true, hasBearerToken: true });
    expect(JSON.stringify(stored)).not.toMatch(/whsec|token-that/);
    const orderId = await place(supplierId);
    expect(await order(orderId)).toMatchObject({ status: 'sent', delivery: 'waiting', dispatch: { status: 'due' } });
    expect(await sweepAll()).toBe(1);
    expect(await order(orderId)).toMatchObject({
      number: 'PO-000001',
      status: 'acknowledged',
      delivery: 'delivered',
      lines: [{ lineNo: 1, qtyMilli: 10_000, confirmedMilli: 10_000, outstandingMilli: 10_000 }],
      dispatch: { status: 'delivered', attempts: 1 },
      history: [
        { command: 'draft', statusBefore: null, statusAfter: 'draft' },
        { command: 'approve', statusAfter: 'approved' },
        { command: 'place', statusAfter: 'sent' },
        { command: 'delivered', statusAfter: 'sent', actor: 'Order dispatch' },
        { command: 'acknowledge', statusAfter: 'acknowledged' },
      ],
    });
    expect(sandbox.orders()).toMatchObject([
      {
        signed: true,
        attempts: 1,
        order: {
          orderId,
          organisationName: 'Fern & Field',
          lines: [{ gtin: '4006381333931', unitCostMicro: 1_255_000 }],
        },
      },
    ]);
    const rows = await sql<{ event: string }>('select type as event from platform.event order by position');
    expect(rows.map((row) => row.event).filter((type) => type.startsWith('supply.order'))).toEqual([
      'supply.order.drafted',
      'supply.order.approved',
      'supply.order.sent',
      'supply.order.delivered',
      'supply.order.acknowledged',
    ]);
    const everything = await sql<{ text: string }>(
      `select (select string_agg(s::text, '') from supply.supplier s) || (select string_agg(a::text, '') from platform.audit a)
         || (select string_agg(e::text, '') from platform.event e) as text`,
    );
    expect(everything[0]?.text).not.toMatch(/token-that-stays|whsec_BQUF/);
  });

  it('is tried again when the supplier fails, and processed once', async () => {
    const { supplierId, sandbox, place, order, sweepAll } = await start({ mode: 'fail', times: 2 });
    const orderId = await place(supplierId);
    await sweepAll(1);
    expect(await order(orderId)).toMatchObject({
      status: 'sent',
      dispatch: { status: 'due', attempts: 1, lastResult: 'HTTP 503: The sandbox was told to fail' },
    });
    await sweepAll();
    expect(await order(orderId)).toMatchObject({ status: 'acknowledged', dispatch: { attempts: 3 } });
    expect(sandbox.orders()).toMatchObject([{ attempts: 3 }]);
  });

  it('waits as long as the supplier asks', async () => {
    const { supplierId, place, order, sweepAll } = await start({ mode: 'fail', times: 1, retryAfterSeconds: 60 });
    const orderId = await place(supplierId);
    await sweepAll(3);
    const dispatch: unknown = await order(orderId);
    expect(dispatch).toMatchObject({ dispatch: { status: 'due', attempts: 1 } });
    expect(Date.parse(textAt(dispatch, 'dispatch.nextAttemptAt')) - Date.now()).toBeGreaterThan(50_000);
  });

  it('comes back for a decision when no attempt got through, and keeps its key when it is placed again', async () => {
    const { supplierId, sandbox, perform, place, order, sweepAll, tasks } = await start({ mode: 'fail' });
    const orderId = await place(supplierId);
    expect(await sweepAll()).toBe(4);
    expect(await order(orderId)).toMatchObject({
      status: 'approved',
      delivery: 'failed',
      refusal: 'HTTP 503: The sandbox was told to fail',
      dispatch: { status: 'failed', attempts: 4 },
    });
    expect(await tasks()).toEqual(['order-not-delivered']);
    sandbox.setBehaviour({ mode: 'acknowledge', dispatch: false });
    await perform('supply.order.place', { orderId });
    expect(await tasks()).toEqual([]);
    await sweepAll();
    expect(await order(orderId)).toMatchObject({ status: 'acknowledged', delivery: 'delivered', refusal: null });
    expect(sandbox.orders()).toMatchObject([{ idempotencyKey: `order-${orderId}-1`, attempts: 5 }]);
  });

  it('whose answer never came is one order at the supplier when the next attempt succeeds', async () => {
    const limits = { attemptMs: 400 };
    const { supplierId, sandbox, place, order, sweepAll } = await start({ mode: 'timeout', times: 1 }, { limits });
    const orderId = await place(supplierId);
    await sweepAll();
    expect(await order(orderId)).toMatchObject({ status: 'acknowledged', dispatch: { attempts: 2 } });
    expect(sandbox.orders()).toMatchObject([{ attempts: 2 }]);
  });

  it('stays with a process that waits longer for an answer than a lease lasts', async () => {
    const limits = { leaseMs: 300, renewEveryMs: 50, attemptMs: 1_500 };
    const { supplierId, sandbox, supply, another, place, order } = await start(
      { mode: 'timeout', times: 1 },
      { limits },
    );
    const orderId = await place(supplierId);
    expect(await supply.sweepDispatches()).toBe(1);
    const other = another();
    for (let round = 0; round < 10; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await other.sweepDispatches()).toBe(0);
    }
    await supply.idle(20_000);
    expect(sandbox.orders()).toMatchObject([{ attempts: 1 }]);
    expect(await order(orderId)).toMatchObject({ status: 'sent', dispatch: { status: 'due', attempts: 1 } });
  });

  it.each(['status', 'acknowledgement'] as const)(
    'is a draft again, with a task, when the supplier refuses it by %s',
    async (refuseBy) => {
      const { supplierId, place, perform, order, sweepAll, tasks } = await start({
        mode: 'refuse',
        refuseBy,
        reason: 'Account closed',
      });
      const orderId = await place(supplierId);
      await sweepAll();
      expect(await order(orderId)).toMatchObject({
        status: 'draft',
        approvedAt: null,
        refusal: refuseBy === 'status' ? 'HTTP 422: Account closed' : 'Account closed',
        lines: [{ confirmedMilli: null }],
      });
      expect(await tasks()).toEqual(['order-refused']);
      await perform('supply.order.cancel', { orderId });
      expect(await tasks()).toEqual([]);
    },
  );

  it('counts as delivered, with a task, when the answer cannot be read', async () => {
    const { supplierId, place, order, sweepAll, tasks } = await start({ mode: 'malformed' });
    const orderId = await place(supplierId);
    await sweepAll();
    expect(await order(orderId)).toMatchObject({ status: 'sent', delivery: 'delivered' });
    expect(await tasks()).toEqual(['order-answer-odd']);
  });

  it('is not sent any more once it is cancelled', async () => {
    const { supplierId, sandbox, perform, place, order, sweepAll, tasks } = await start({ mode: 'acknowledge' });
    const orderId = await place(supplierId);
    await perform('supply.order.cancel', { orderId });
    expect(await sweepAll()).toBe(0);
    expect(await order(orderId)).toMatchObject({ status: 'cancelled', dispatch: { status: 'cancelled' } });
    expect(sandbox.orders()).toEqual([]);
    expect(await tasks()).toEqual(['order-withdrawn']);
  });

  it('is a draft again when the secrets of its supplier cannot be opened, and holds up no other order', async () => {
    const { supplierId, sandbox, addSupplier, perform, place, order, sweepAll, sql } = await start({
      mode: 'acknowledge',
    });
    const orderUrl = textAt(await perform('supply.supplier.read', { supplierId }), 'orderUrl');
    const changed = await addSupplier({ transport: 'http', orderUrl, signingSecret });
    await sql('update supply.supplier set signing_secret = $2 where supplier_id = $1', [changed, Buffer.alloc(60, 1)]);
    const [bad, good] = [await place(changed), await place(supplierId)];
    await sweepAll();
    expect(await order(bad)).toMatchObject({ status: 'draft', dispatch: { status: 'refused' } });
    expect(textAt(await order(bad), 'refusal')).toContain('enter them again');
    expect(await order(good)).toMatchObject({ status: 'acknowledged' });
    expect(sandbox.orders()).toHaveLength(1);
  });

  it('of a supplier that is told by hand is sent without a message', async () => {
    const { addSupplier, place, order, sweepAll } = await start({ mode: 'acknowledge' });
    const orderId = await place(await addSupplier({ transport: 'manual' }));
    expect(await sweepAll()).toBe(0);
    expect(await order(orderId)).toMatchObject({ status: 'sent', delivery: 'none', dispatch: null });
  });
});

describe('an order by e-mail', () => {
  it('arrives with its CSV and stays sent until somebody acknowledges it', async () => {
    const catcher = await startMailCatcher();
    closers.push(() => catcher.close());
    const bench = await createSupplyBench({ smtpUrl: catcher.url });
    closers.push(() => bench.close());
    const orderEmails = ['sales@supplier.example'];
    const supplierId = await bench.addSupplier({ transport: 'email', orderEmails, replyTo: 'buyer@test.example' });
    catcher.behave({ data: 451 });
    const orderId = await bench.place(supplierId);
    await bench.sweepAll(1);
    catcher.behave({});
    await bench.sweepAll();
    expect(catcher.mails).toHaveLength(1);
    const mail = await PostalMime.parse(catcher.mails[0]?.source ?? '');
    expect(mail).toMatchObject({
      subject: 'Purchase order PO-000001 - Fern & Field',
      replyTo: [{ address: 'buyer@test.example' }],
      attachments: [{ filename: 'order-PO-000001.csv' }],
    });
    expect(await bench.order(orderId)).toMatchObject({ status: 'sent', delivery: 'delivered' });
    const acknowledgement = { orderId, status: 'accepted', reference: 'by phone', lines: [] };
    await bench.perform('supply.order.acknowledge', acknowledgement, 'operations');
    expect(await bench.order(orderId)).toMatchObject({ status: 'acknowledged', reference: 'by phone' });
  });
});

describe('a lease', () => {
  const sealer = createSealer('a secret that only tests use, long enough', 'suppliers');

  it('of a process that died runs out, the order is sent, and what the dead process says later does not count', async () => {
    const { database, orgId, supplierId, sandbox, place, order, sweepAll } = await start({ mode: 'acknowledge' });
    const orderId = await place(supplierId);
    const due = await dispatchesDue(database, 10);
    const [dead] = await database.transaction(orgId, (tx) => leaseDispatches(tx, sealer, due, 150));
    expect(dead).toMatchObject({ orderId, attempt: 1, generation: 1 });
    expect(await dispatchesDue(database, 10)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await sweepAll()).toBe(1);
    const after = await order(orderId);
    expect(after).toMatchObject({ status: 'acknowledged', dispatch: { attempts: 2 } });
    if (dead === undefined) throw new Error('nothing was leased');
    const late = await database.transaction(orgId, (tx) =>
      endLease(tx, dead, { status: 'failed', result: 'what the dead process says' }),
    );
    expect(late).toBe(false);
    expect(await order(orderId)).toEqual(after);
    expect(sandbox.orders()).toMatchObject([{ attempts: 1 }]);
  });

  it('that runs out again and again ends as not delivered', async () => {
    const { database, orgId, supplierId, place, order, sweepAll, tasks } = await start(
      { mode: 'acknowledge' },
      { limits: { maxAttempts: 2 } },
    );
    const orderId = await place(supplierId);
    for (let death = 0; death < 2; death += 1) {
      const due = await dispatchesDue(database, 10);
      await database.transaction(orgId, (tx) => leaseDispatches(tx, sealer, due, 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await sweepAll();
    expect(await order(orderId)).toMatchObject({ status: 'approved', delivery: 'failed' });
    expect(await tasks()).toEqual(['order-not-delivered']);
  });

  it('is given to one of two processes: each order is sent once', async () => {
    const { supply, another, supplierId, sandbox, place, order, sql } = await start({ mode: 'acknowledge' });
    const orderIds: string[] = [];
    for (let count = 0; count < 30; count += 1) orderIds.push(await place(supplierId));
    const other = another();
    let open = orderIds.length;
    while (open > 0) {
      await Promise.all([supply.sweepDispatches(), other.sweepDispatches()]);
      await Promise.all([supply.idle(), other.idle()]);
      const [row] = await sql<{ open: number }>(
        `select count(*) as open from supply.dispatch where status in ('due', 'leased')`,
      );
      open = row?.open ?? 0;
    }
    expect(sandbox.orders()).toHaveLength(30);
    expect(sandbox.orders().every(({ attempts }) => attempts === 1)).toBe(true);
    for (const orderId of orderIds) expect(await order(orderId)).toMatchObject({ status: 'acknowledged' });
  });
});

describe('the pause between attempts', () => {
  it('doubles up to the longest, less up to a half', () => {
    expect(pauseBefore(2, usualLimits, 0)).toBe(5_000);
    expect(pauseBefore(4, usualLimits, 0)).toBe(20_000);
    expect(pauseBefore(4, usualLimits, 0.999)).toBeGreaterThanOrEqual(10_000);
    expect(pauseBefore(40, usualLimits, 0)).toBe(30 * 60_000);
  });
});
