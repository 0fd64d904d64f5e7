import { setTimeout as sleep } from 'node:timers/promises';
import type { House } from '../../house.ts';
import { compileSchema } from '../../platform/schema.ts';
import { Type } from 'typebox';
import { demoCaller, demoOrgId } from './create-demo.ts';

const Some = compileSchema(Type.Object({ items: Type.Array(Type.Unknown()) }));
const Run = compileSchema(Type.Object({ runId: Type.String(), status: Type.String() }));
const Proposals = compileSchema(
  Type.Object({
    items: Type.Array(
      Type.Object({
        proposalId: Type.String(),
        locationId: Type.String(),
        supplierId: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
  }),
);
const Approved = compileSchema(Type.Object({ orders: Type.Array(Type.Object({ orderId: Type.String() })) }));

/** Orders that are placed at once; the rest of the proposals waits for the visitor. */
const placedOrders = 4;

/**
 * Plans the demo for the first time, once its past is complete, and lets it plan itself every day from then on. A few orders go out to
 * the sandbox and one stays a draft, so that every room has something to show. Does nothing when there are orders.
 */
export async function planDemo(house: House, signal: AbortSignal): Promise<void> {
  const caller = demoCaller(demoOrgId);
  const perform = (name: string, input: unknown): Promise<unknown> => house.registry.perform(name, caller, input);
  if (Some.parse(await perform('supply.order.list', { limit: 1 })).items.length > 0) return;
  let run = Run.parse(await perform('planning.run.start', {}));
  while (run.status === 'running' && !signal.aborted) {
    await sleep(500, undefined, { signal }).catch(() => undefined);
    run = Run.parse(await perform('planning.run.read', { runId: run.runId }));
  }
  if (signal.aborted) return;
  await perform('planning.policy.put', { scope: 'organisation', automatic: true });
  await usePlaybook(perform);
  const { items } = Proposals.parse(await perform('planning.proposal.list', { limit: 500 }));
  const ordered = items.filter((one) => one.supplierId !== null);
  const groups = [...Map.groupBy(ordered, (one) => `${one.locationId}/${one.supplierId}`).values()]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, placedOrders + 1);
  if (groups.length === 0) return;
  const { orders } = Approved.parse(
    await perform('planning.proposal.approve', { proposals: groups.flat().map(({ proposalId }) => ({ proposalId })) }),
  );
  for (const { orderId } of orders.slice(0, placedOrders)) {
    await perform('supply.order.approve', { orderId });
    await perform('supply.order.place', { orderId });
  }
}

/** The demo asks its locations to help each other out; nobody drives to the web shop. */
async function usePlaybook(perform: (name: string, input: unknown) => Promise<unknown>): Promise<void> {
  const name = 'stock-out-transfer';
  await perform('playbooks.playbook.install', { name, parameters: {}, why: 'the demo shows it at work' });
  await perform('playbooks.override.save', {
    name,
    level: 'format',
    key: 'online',
    parameters: { active: false },
    why: 'nobody drives to the web shop',
  });
}
