import { Type } from 'typebox';
import { instant, maxQtyMilli, positiveQtyMilli, priceMicro, qtyMilli, text, uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { actorText } from '../../platform/registry.ts';
import { requireItems } from '../catalogue/index.ts';
import { readLocation } from '../network/index.ts';
import { settleTasks } from '../tasks/index.ts';
import { ranOut, ranOutEvent } from './ran-out.ts';
import { postDocument, type DocumentKind, type DocumentLine } from './documents.ts';

const common = {
  id: uuid('Made by the caller, so that the request can be repeated'),
  locationId: uuid(),
  occurredAt: Type.Optional(instant()),
};
const Posted = Type.Object({
  id: uuid(),
  status: Type.Enum(['posted', 'repeated']),
  lines: Type.Array(
    Type.Object({ itemId: uuid(), onHandDeltaMilli: qtyMilli(), onHandMilli: qtyMilli(), valueMicro: Type.Integer() }),
  ),
});

type Ask = { id: string; locationId: string; occurredAt?: string; lines: readonly DocumentLine[]; reason: string };

async function post(ctx: ActionContext, kind: DocumentKind, ask: Ask) {
  const location = await readLocation(ctx.tx, ask.locationId);
  await requireItems(
    ctx.tx,
    ask.lines.map((line) => line.itemId),
  );
  const occurredAt = ask.occurredAt ?? new Date(ctx.nowMs()).toISOString();
  const { status, moves } = await postDocument(
    ctx.tx,
    { id: ask.id.toLowerCase(), kind, location, occurredAt, reason: ask.reason, lines: ask.lines },
    actorText(ctx.actor),
  );
  const lines = moves
    .filter((move) => move.kind !== 'cost_difference')
    .map((move) => ({
      itemId: move.itemId,
      onHandDeltaMilli: move.onHandDeltaMilli,
      onHandMilli: move.onHandAfterMilli,
      valueMicro: move.valueMicro,
    }));
  if (status === 'posted') {
    ctx.audit({
      subjectId: ask.id,
      locationId: location.locationId,
      after: { kind, reason: ask.reason, lines: lines.length > 50 ? lines.length : lines },
    });
    ctx.emit({
      type: `stock.${kind}.posted`,
      subjectId: ask.id,
      locationId: location.locationId,
      occurredAt,
      data: { documentId: ask.id, lines },
    });
    for (const move of ranOut(moves)) ctx.emit(ranOutEvent(move));
  }
  if (kind === 'count')
    await settleTasks(
      ctx.tx,
      'count-item',
      ask.lines.map((line) => `${location.locationId}:${line.itemId}`),
      'counted',
    );
  return { id: ask.id, status, lines };
}

const lines = <S extends Parameters<typeof Type.Object>[0]>(fields: S) =>
  Type.Array(
    Type.Object({ itemId: uuid(), ...fields, reason: Type.Optional(text(200)) }, { additionalProperties: false }),
    { minItems: 1, maxItems: 2000 },
  );

export const documentActions: readonly RegisteredAction[] = [
  action({
    name: 'stock.count.post',
    version: '1.0.0',
    summary: 'Say what was counted; the books follow',
    effect: 'write',
    permission: 'stock.count',
    route: 'POST /stock/counts',
    description:
      'The difference is taken against what the books said at `occurredAt`, so sales rung up during the count are no difference.',
    touches: ({ locationId }) => [locationId],
    input: Type.Object(
      {
        ...common,
        reason: Type.Optional(text(200)),
        lines: lines({ countedMilli: Type.Integer({ minimum: 0, maximum: maxQtyMilli }) }),
      },
      { additionalProperties: false },
    ),
    output: Posted,
    run: (ctx, input) =>
      post(ctx, 'count', {
        ...input,
        reason: input.reason ?? '',
        lines: input.lines.map(({ countedMilli, ...line }) => ({ ...line, qtyMilli: countedMilli })),
      }),
  }),
  action({
    name: 'stock.waste.post',
    version: '1.0.0',
    summary: 'Take spoiled or broken goods out of stock',
    effect: 'write',
    permission: 'stock.waste',
    route: 'POST /stock/waste',
    touches: ({ locationId }) => [locationId],
    input: Type.Object(
      { ...common, reason: text(200), lines: lines({ qtyMilli: positiveQtyMilli() }) },
      { additionalProperties: false },
    ),
    output: Posted,
    run: (ctx, input) =>
      post(ctx, 'waste', { ...input, lines: input.lines.map((line) => ({ ...line, qtyMilli: -line.qtyMilli })) }),
  }),
  action({
    name: 'stock.adjustment.post',
    version: '1.0.0',
    summary: 'Correct stock up or down, with a reason',
    effect: 'write',
    permission: 'stock.adjust',
    route: 'POST /stock/adjustments',
    touches: ({ locationId }) => [locationId],
    input: Type.Object(
      {
        ...common,
        reason: Type.String({ minLength: 3, maxLength: 200 }),
        lines: lines({ qtyMilli: qtyMilli('Signed change'), unitCostMicro: Type.Optional(priceMicro()) }),
      },
      { additionalProperties: false },
    ),
    output: Posted,
    run: (ctx, input) => post(ctx, 'adjustment', input),
  }),
  action({
    name: 'stock.opening.post',
    version: '1.0.0',
    summary: 'Book the stock a location starts with',
    effect: 'write',
    permission: 'stock.adjust',
    route: 'POST /stock/openings',
    touches: ({ locationId }) => [locationId],
    input: Type.Object(
      {
        ...common,
        reason: Type.Optional(text(200)),
        lines: lines({ qtyMilli: positiveQtyMilli(), unitCostMicro: Type.Optional(priceMicro()) }),
      },
      { additionalProperties: false },
    ),
    output: Posted,
    run: (ctx, input) => post(ctx, 'opening', { ...input, reason: input.reason ?? '' }),
  }),
];
