import { Type } from 'typebox';
import { currency, day, instant, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { readItem } from '../catalogue/index.ts';
import { explainProposal } from './explain-proposal.ts';
import type { ProposalExplanation } from './propose-orders.ts';

const Status = Type.Enum(['open', 'approved', 'dismissed', 'superseded']);
const nullable = <S extends Parameters<typeof Type.Array>[0]>(schema: S) => Type.Union([schema, Type.Null()]);

const Proposal = Type.Object({
  proposalId: uuid(),
  runId: uuid(),
  locationId: uuid(),
  itemId: uuid(),
  supplierId: nullable(uuid()),
  fromLocationId: nullable(uuid('Set, instead of the supplier, for a transfer from another location')),
  day: day(),
  status: Status,
  reason: Type.String({ description: 'needed, or why nothing is proposed; source-empty: the source cannot spare any' }),
  qtyMilli: Type.Integer(),
  unitCostMicro: Type.Integer(),
  valueMicro: Type.Integer({ description: 'Cost of the quantity, millionths of the currency' }),
  currency: currency(),
  orderDay: day('The next day on which the supplier takes the order'),
  deliveryDay: day(),
  minimum: Type.Enum(['met', 'topped-up', 'deferred'], {
    description: "The whole order against the supplier's minimum value; deferred: better wait",
  }),
  approvedMilli: nullable(Type.Integer()),
  orderId: nullable(uuid()),
  transferId: nullable(uuid()),
  decidedAt: nullable(instant()),
  decidedBy: nullable(Type.String()),
  note: nullable(Type.String()),
  createdAt: instant(),
});

type ProposalRow = {
  proposal_id: string;
  run_id: string;
  location_id: string;
  item_id: string;
  supplier_id: string | null;
  from_location_id: string | null;
  day: string;
  status: 'open' | 'approved' | 'dismissed' | 'superseded';
  reason: string;
  qty_milli: number;
  unit_cost_micro: number;
  value_micro: number;
  currency: string;
  order_day: string;
  delivery_day: string;
  minimum: 'met' | 'topped-up' | 'deferred';
  approved_milli: number | null;
  order_id: string | null;
  transfer_id: string | null;
  decided_at: string | null;
  decided_by: string | null;
  note: string | null;
  created_at: string;
};

const columns = `proposal_id, run_id, location_id, item_id, supplier_id, from_location_id, day, status, reason, qty_milli, unit_cost_micro, value_micro, currency, order_day,
  delivery_day, minimum, approved_milli, order_id, transfer_id, decided_at, decided_by, note, created_at`;

function proposalOf(row: ProposalRow) {
  return {
    proposalId: row.proposal_id,
    runId: row.run_id,
    locationId: row.location_id,
    itemId: row.item_id,
    supplierId: row.supplier_id,
    fromLocationId: row.from_location_id,
    day: row.day,
    status: row.status,
    reason: row.reason,
    qtyMilli: row.qty_milli,
    unitCostMicro: row.unit_cost_micro,
    valueMicro: row.value_micro,
    currency: row.currency,
    orderDay: row.order_day,
    deliveryDay: row.delivery_day,
    minimum: row.minimum,
    approvedMilli: row.approved_milli,
    orderId: row.order_id,
    transferId: row.transfer_id,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    note: row.note,
    createdAt: row.created_at,
  };
}

export const proposalReadActions: readonly RegisteredAction[] = [
  action({
    name: 'planning.proposal.list',
    version: '1.0.0',
    summary: 'Proposals of orders and transfers by location and source',
    effect: 'read',
    permission: 'planning.read',
    route: 'GET /planning/proposals',
    touches: 'inside',
    input: Type.Object(
      {
        ...pageInput,
        locationId: Type.Optional(uuid()),
        supplierId: Type.Optional(uuid()),
        itemId: Type.Optional(uuid()),
        runId: Type.Optional(uuid()),
        status: Type.Optional(Status),
        positive: Type.Optional(Type.Boolean({ description: 'Only proposals of more than nothing; true unless told' })),
        orderBy: Type.Optional(day('Only what can be ordered until this day')),
      },
      { additionalProperties: false },
    ),
    output: pageOf(Proposal),
    async run(ctx, input) {
      const { tx, grant } = ctx;
      const { cursor, limit = defaultLimit, locationId, supplierId, itemId, runId, status = 'open' } = input;
      if (locationId !== undefined) ctx.requireLocation(locationId);
      const after = readCursor(cursor, 3);
      const rows = await tx.rows<ProposalRow>(
        `select ${columns} from planning.proposal
         where org_id = $1 and status = $2 and ${input.positive === false ? 'true' : 'qty_milli > 0'}
           and ($3::uuid is null or location_id = $3) and ($4::uuid is null or supplier_id = $4) and ($5::uuid is null or item_id = $5)
           and ($6::uuid is null or run_id = $6) and ($7::date is null or order_day <= $7)
           and ($8::uuid[] is null or location_id = any($8::uuid[]))
           and ($9::uuid is null or (location_id, coalesce(supplier_id, from_location_id), proposal_id) > ($9, $10::uuid, $11::uuid))
         order by location_id, coalesce(supplier_id, from_location_id), proposal_id limit $12`,
        [
          tx.orgId,
          status,
          locationId ?? null,
          supplierId ?? null,
          itemId ?? null,
          runId ?? null,
          input.orderBy ?? null,
          grant.locationIds,
          after?.[0] ?? null,
          after?.[1] ?? null,
          after?.[2] ?? null,
          limit + 1,
        ],
      );
      return pageFrom(
        rows,
        limit,
        (row) => [row.location_id, row.supplier_id ?? row.from_location_id ?? '', row.proposal_id],
        proposalOf,
      );
    },
  }),
  action({
    name: 'planning.proposal.read',
    version: '1.0.0',
    summary: 'One order proposal with its explanation',
    effect: 'read',
    permission: 'planning.read',
    route: 'GET /planning/proposals/:proposalId',
    touches: 'inside',
    input: Type.Object({ proposalId: uuid() }, { additionalProperties: false }),
    output: Type.Object({
      ...Proposal.properties,
      explanation: Type.Object({
        sentences: Type.Array(Type.String()),
        order: Type.Unknown({ description: 'The numbers that lead to the quantity, thousandths where named Milli' }),
        forecast: Type.Unknown(),
        minimum: Type.Unknown(),
        source: Type.Optional(
          Type.Unknown({ description: 'Of a transfer: what the source has and how it was shared' }),
        ),
        dependent: Type.Optional(Type.Unknown({ description: 'What the locations supplied from here sell and ask' })),
      }),
    }),
    async run(ctx, { proposalId }) {
      const row = await ctx.tx.row<ProposalRow & { explanation: ProposalExplanation }>(
        `select ${columns}, explanation from planning.proposal where org_id = $1 and proposal_id = $2`,
        [ctx.tx.orgId, proposalId],
      );
      if (row === undefined) throw fault('not-found', 'PROPOSAL_UNKNOWN', `There is no proposal ${proposalId}.`);
      ctx.requireLocation(row.location_id);
      const { unit } = await readItem(ctx.tx, row.item_id);
      const { explanation } = row;
      return {
        ...proposalOf(row),
        explanation: { sentences: explainProposal(explanation, unit, row.currency), ...explanation },
      };
    },
  }),
];
