import { Type } from 'typebox';
import { day, instant, SaleInput, uuid } from '@barrow/contracts';
import { action, openAction, type OpenContext, type RegisteredAction } from '../../platform/action.ts';
import { problemOf } from '../../platform/http/problem.ts';
import { actorText } from '../../platform/registry.ts';
import { compileSchema } from '../../platform/schema.ts';
import { fault } from '../../platform/fault.ts';
import type { Captured, Push } from './capture.ts';
import { voidSale } from './voids.ts';

export const mostSalesInBatch = 500;

const Result = Type.Object({
  index: Type.Integer(),
  id: Type.Union([Type.String(), Type.Null()]),
  status: Type.Enum(['stored', 'duplicate', 'rejected']),
  totalMinor: Type.Optional(Type.Integer()),
  businessDay: Type.Optional(day()),
  problem: Type.Optional(Type.Unknown({ description: 'A problem document' })),
});
const saleParser = compileSchema(SaleInput);

function callerOf(ctx: OpenContext) {
  return { actor: ctx.actor, grant: ctx.grant, traceId: ctx.traceId };
}

function idOf(candidate: unknown): string | null {
  if (typeof candidate !== 'object' || candidate === null) return null;
  const id: unknown = Reflect.get(candidate, 'id');
  return typeof id === 'string' ? id.slice(0, 100) : null;
}

export function captureActions(capture: (push: Push) => Promise<Captured[]>): RegisteredAction[] {
  return [
    openAction({
      name: 'sales.sale.capture',
      version: '1.0.0',
      summary: 'Store a sale or return',
      effect: 'write',
      undoneBy: 'sales.sale.void',
      permission: 'sales.capture',
      route: 'POST /sales',
      touches: ({ locationId }) => [locationId],
      input: SaleInput,
      description:
        'Idempotent by `id`. Unknown items are accepted and raise a task; stock may go below zero and raises a count.',
      output: Type.Object({
        id: uuid(),
        status: Type.Enum(['stored', 'duplicate']),
        totalMinor: Type.Integer(),
        businessDay: day(),
      }),
      async run(ctx, sale) {
        const [result] = await capture({ caller: callerOf(ctx), sales: [sale] });
        if (result === undefined) throw new Error('a captured sale has no result');
        if (result.status === 'rejected') throw result.error;
        return result;
      },
    }),
    openAction({
      name: 'sales.sale.capture-batch',
      version: '1.0.0',
      summary: 'Store up to 500 sales and returns',
      effect: 'write',
      permission: 'sales.capture',
      route: 'POST /sales/batch',
      touches: 'inside',
      description:
        'Each sale is stored or rejected by itself; the answer tells which, in the order sent. Sales may come late and out of order.',
      input: Type.Object(
        {
          sales: Type.Array(Type.Unknown(), {
            minItems: 1,
            maxItems: mostSalesInBatch,
            description: 'Each as in POST /sales',
          }),
        },
        { additionalProperties: false },
      ),
      output: Type.Object({
        stored: Type.Integer(),
        duplicates: Type.Integer(),
        rejected: Type.Integer(),
        results: Type.Array(Result),
      }),
      async run(ctx, { sales: candidates }) {
        const checked = candidates.map((candidate) => saleParser.check(candidate));
        const good = checked.flatMap((check) => (check.ok ? [check.value] : []));
        const captured = good.length === 0 ? [] : await capture({ caller: callerOf(ctx), sales: good });
        let next = 0;
        const results = checked.map((check, index) => {
          if (!check.ok) {
            const error = fault('invalid', 'INPUT_INVALID', `Sale ${index} does not fit the schema.`, check.problems);
            return { index, id: idOf(candidates[index]), status: 'rejected' as const, problem: problemOf(error) };
          }
          const result = captured[next];
          next += 1;
          if (result === undefined) throw new Error('a captured sale has no result');
          return result.status === 'rejected'
            ? { index, id: result.id, status: result.status, problem: problemOf(result.error) }
            : {
                index,
                id: result.id,
                status: result.status,
                totalMinor: result.totalMinor,
                businessDay: result.businessDay,
              };
        });
        const count = (status: string): number => results.filter((result) => result.status === status).length;
        return { stored: count('stored'), duplicates: count('duplicate'), rejected: count('rejected'), results };
      },
    }),
    action({
      name: 'sales.sale.void',
      version: '1.0.0',
      summary: 'Say that a sale is void',
      effect: 'write',
      permission: 'sales.void',
      route: 'POST /sales/:saleId/void',
      description: 'A new fact that reverses the sale; it may arrive before the sale (`pending`).',
      touches: ({ locationId }) => [locationId],
      input: Type.Object(
        {
          saleId: uuid(),
          id: uuid('Of the void'),
          locationId: uuid(),
          reason: Type.String({ minLength: 1, maxLength: 200 }),
          occurredAt: Type.Optional(instant()),
        },
        { additionalProperties: false },
      ),
      output: Type.Object({ id: uuid(), saleId: uuid(), status: Type.Enum(['posted', 'pending']) }),
      async run(ctx, input) {
        const occurredAt = input.occurredAt ?? new Date(ctx.nowMs()).toISOString();
        const { status } = await voidSale(ctx.tx, { ...input, occurredAt }, actorText(ctx.actor));
        ctx.audit({
          subjectId: input.saleId,
          locationId: input.locationId,
          after: { void: input.id, reason: input.reason, status },
        });
        return { id: input.id, saleId: input.saleId, status };
      },
    }),
  ];
}
