import type { DeviceHealth, FactVerdict, PushAnswer, SignedFact } from '@barrow/contracts';
import { decidePush, type PushDecision } from '@barrow/sync';
import type { ActionContext, OpenContext } from '../../platform/action.ts';
import { raiseTasks } from '../tasks/index.ts';
import { readEpoch } from './epoch.ts';
import { performFacts, type PerformDeps } from './perform-facts.ts';
import { readSeries, readVerdicts, type Series } from './series.ts';
import { readStaffOf } from './staff.ts';
import { lastLink, moveDevice, storeAnomalies, storeFacts, type Anomaly } from './store-facts.ts';
import { firstUnsigned } from './verify-signatures.ts';

export type PushAsk = {
  readonly facts: readonly SignedFact[];
  /** The oldest that the till keeps. */
  readonly oldestSeq: number;
  readonly health?: DeviceHealth;
};

/**
 * Takes what a till pushed, as SPEC.md of packages/sync says. Actions are performed first and the facts stored after, each in transactions of their own: whatever breaks
 * off between is done again by the till's next push, and every action is idempotent. Two pushes of one device at once come to the same.
 */
export async function receivePush(deps: PerformDeps, ctx: OpenContext, ask: PushAsk): Promise<PushAnswer> {
  const { orgId } = ctx.grant;
  const { series, known, staff, decision } = await ctx.inTransaction(async ({ tx }) => {
    const device = await readSeries(tx, ctx.actor.id);
    const here = await readVerdicts(tx, device.seriesId, ask.facts);
    const { seriesId, last } = device;
    return {
      series: device,
      known: here.verdicts,
      staff: await readStaffOf(tx, device.locationId),
      decision: decidePush({ seriesId, last, hashes: here.hashes }, ask.facts, ask.oldestSeq),
    };
  });
  const { fresh, anomalies, distrust } = await judged(series, decision);
  const isBelieved = series.standing === 'active' && distrust === null;
  // What was pushed before the chain broke was signed by the till that was believed.
  const performed =
    series.standing === 'active'
      ? await performFacts(deps, { series, orgId, traceId: ctx.traceId }, staff, fresh)
      : fresh.map(({ seq }): FactVerdict => ({ seq, status: 'kept' }));
  const verdicts = new Map([...known, ...performed.map((one): [number, FactVerdict] => [one.seq, one])]);
  return ctx.inTransaction(async (part) => {
    const device = await readSeries(part.tx, series.deviceId, true);
    await storeFacts(part.tx, device, fresh, verdicts);
    await storeAnomalies(part.tx, device, anomalies);
    await moveDevice(part.tx, device, lastLink(device.last, fresh), ask.health, isBelieved ? null : distrust);
    if (distrust !== null) await tellDistrust(part, device, distrust);
    const after = await readSeries(part.tx, series.deviceId);
    const stored = await readVerdicts(part.tx, series.seriesId, ask.facts);
    return {
      epoch: await readEpoch(part.tx),
      serverTime: new Date(ctx.nowMs()).toISOString(),
      standing: after.standing,
      high: after.last.seq,
      verdicts: [...stored.verdicts.values()].toSorted((a, b) => a.seq - b.seq),
    };
  });
}

/** The decision after the signatures were looked at too. */
async function judged(
  series: Series,
  { missing, fresh, distrust }: PushDecision,
): Promise<{ fresh: readonly SignedFact[]; anomalies: Anomaly[]; distrust: string | null }> {
  const unsigned = await firstUnsigned(series, fresh);
  const sound = unsigned === undefined ? fresh : fresh.filter(({ seq }) => seq < unsigned.seq);
  const broken = unsigned === undefined ? [] : fresh.filter(({ seq }) => seq >= unsigned.seq);
  const anomalies: Anomaly[] = [
    ...(missing === null ? [] : [{ seq: missing.fromSeq, why: `lost to ${missing.toSeq}`, fact: null }]),
    ...broken.map((fact) => ({ seq: fact.seq, why: 'wrong-signature', fact })),
    ...(distrust?.facts ?? []).map((fact) => ({ seq: fact.seq, why: distrust?.why ?? '', fact })),
  ];
  return { fresh: sound, anomalies, distrust: unsigned === undefined ? (distrust?.why ?? null) : 'wrong-signature' };
}

async function tellDistrust(ctx: ActionContext, { deviceId, locationId, name }: Series, why: string): Promise<void> {
  await raiseTasks(ctx.tx, [
    {
      kind: 'till-distrust',
      subjectKey: deviceId,
      locationId,
      title: `The till ${name} is not believed any more: find out why`,
      details: { deviceId, why },
    },
  ]);
  ctx.audit({ subjectId: deviceId, locationId, after: { standing: 'quarantined', why } });
  ctx.emit({
    type: 'tills.device.quarantined',
    subjectId: null,
    locationId,
    occurredAt: new Date(ctx.nowMs()).toISOString(),
    data: { deviceId, name, why },
  });
}
