import { SaleInput, type FactVerdict, type SignedFact } from '@barrow/contracts';
import type { AppError } from '@barrow/kernel';
import { toAppError } from '../../platform/http/problem.ts';
import { fault } from '../../platform/fault.ts';
import type { Caller, Registry } from '../../platform/registry.ts';
import { compileSchema } from '../../platform/schema.ts';
import type { Captured, Push } from '../sales/index.ts';
import type { Series } from './series.ts';
import type { StaffMember } from './staff.ts';

/** What tills may ask for. Each is idempotent by an id in its input, or by the id of its fact. */
export const actionsOfTills: ReadonlySet<string> = new Set([
  'sales.sale.capture',
  'sales.sale.void',
  'tills.shift.open',
  'tills.shift.close',
  'tills.cash.move',
  'stock.count.post',
  'stock.waste.post',
  'stock.transfer.request',
  'stock.transfer.ship',
  'stock.transfer.receive',
  'supply.order.receive',
  'tasks.task.complete',
]);
const capture = 'sales.sale.capture';
const aheadMs = 60_000;
const saleParser = compileSchema(SaleInput);

export type PerformDeps = {
  readonly registry: () => Registry;
  readonly nowMs: () => number;
  /** Stores sales together with those of other callers. */
  readonly capture: (push: Push) => Promise<Captured[]>;
};

/**
 * Does what facts ask for, as who did it at the till's location: sales together, the rest one after the other in their order. Answers a verdict for each; one
 * that is refused holds up none behind it. Throws, with nothing decided, when the database does not answer: repeated, nothing is done twice.
 */
export async function performFacts(
  deps: PerformDeps,
  { series, orgId, traceId }: { readonly series: Series; readonly orgId: string; readonly traceId: string },
  staff: ReadonlyMap<string, StaffMember>,
  facts: readonly SignedFact[],
): Promise<FactVerdict[]> {
  const callerOf = (fact: SignedFact): Caller => {
    const who = fact.staffId === null ? undefined : staff.get(fact.staffId);
    const name = who === undefined ? series.name : `${who.name} (${series.name})`;
    return {
      actor: { kind: 'device', id: series.deviceId, name, enteredBy: 'device' },
      grant: { orgId, role: who?.role ?? 'cashier', locationIds: [series.locationId], supplierId: null },
      traceId,
    };
  };
  const verdicts = new Map<number, FactVerdict>();
  const sales = facts.flatMap((fact) => {
    if (fact.action !== capture) return [];
    const checked = saleParser.check(fact.input);
    if (checked.ok) return [withinTime(fact, checked.value, deps.nowMs())];
    const error = fault('invalid', 'INPUT_INVALID', 'The sale does not fit its schema.', checked.problems);
    verdicts.set(fact.seq, refused(fact.seq, error));
    return [];
  });
  if (sales.length > 0) {
    const captured = await Promise.all(
      byCaller(sales, callerOf).map(async ({ caller, list }) => {
        const results = await deps.capture({ caller, sales: list.map(({ sale }) => sale) });
        return list.map(({ fact, isClamped }, index) => ({ fact, isClamped, result: results[index] }));
      }),
    );
    for (const { fact, isClamped, result } of captured.flat()) {
      if (result === undefined) throw new Error('a sale of a till has no result');
      if (result.status === 'rejected' && result.error.retryable) throw result.error;
      // Stored before, with the time of then: the till says again what it said.
      const isAgain = isClamped && result.status === 'rejected' && result.error.code === 'SALE_CONFLICT';
      verdicts.set(
        fact.seq,
        result.status === 'rejected' && !isAgain
          ? refused(fact.seq, result.error)
          : { seq: fact.seq, status: 'stored' },
      );
    }
  }
  for (const fact of facts)
    if (fact.action !== capture) verdicts.set(fact.seq, await perform(deps, callerOf(fact), fact));
  return facts.flatMap(({ seq }) => verdicts.get(seq) ?? []);
}

/** A sale whose till's clock is ahead and could not be corrected happened when it came: goods that are gone are not to be refused for a clock. The fact keeps both times. */
function withinTime(fact: SignedFact, sale: SaleInput, nowMs: number) {
  const isClamped = Date.parse(sale.occurredAt) > nowMs + aheadMs;
  return { fact, isClamped, sale: isClamped ? { ...sale, occurredAt: new Date(nowMs).toISOString() } : sale };
}

async function perform({ registry }: PerformDeps, caller: Caller, fact: SignedFact): Promise<FactVerdict> {
  try {
    if (!actionsOfTills.has(fact.action))
      throw fault('forbidden', 'NOT_FOR_TILLS', `Tills may not ask for ${fact.action}.`);
    await registry().perform(fact.action, caller, structuredClone(fact.input), { idempotencyKey: fact.factId });
    return { seq: fact.seq, status: 'stored' };
  } catch (error) {
    const known = toAppError(error);
    if (known.retryable) throw known;
    return refused(fact.seq, known);
  }
}

function refused(
  seq: number,
  { code, message, problems }: Pick<AppError, 'code' | 'message' | 'problems'>,
): FactVerdict {
  return {
    seq,
    status: 'refused',
    code,
    message,
    ...(problems.length === 0 ? {} : { problems: problems.map(({ pointer, detail }) => ({ pointer, detail })) }),
  };
}

/** Sales of one member of the staff go together. */
function byCaller<One extends { readonly fact: SignedFact }>(
  list: readonly One[],
  callerOf: (fact: SignedFact) => Caller,
): { readonly caller: Caller; readonly list: One[] }[] {
  const groups = Map.groupBy(list, ({ fact }) => fact.staffId);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ caller: callerOf(first.fact), list: group }];
  });
}
