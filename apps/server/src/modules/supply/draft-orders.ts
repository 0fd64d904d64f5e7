import { createHash } from 'node:crypto';
import { valueMicro, type FieldProblem } from '@barrow/kernel';
import type { OrderSource } from '@barrow/contracts';
import type { OrderExplanation } from '@barrow/inventory';
import { fault } from '../../platform/fault.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { actorText } from '../../platform/registry.ts';
import { readLocations } from '../network/index.ts';
import type { OrderActor } from './order-actor.ts';
import { readSuppliersFor, readTermsOf, type SupplierTerms, type SupplyTerm } from './terms.ts';

export type NewOrderLine = {
  readonly itemId: string;
  readonly qtyMilli: number;
  /** The supplier's cost of the item when absent. */
  readonly unitCostMicro?: number | undefined;
  readonly explanation?: OrderExplanation | undefined;
};

export type NewOrder = {
  /** Made by the caller: drafting the same again changes nothing. */
  readonly orderId: string;
  readonly supplierId: string;
  readonly locationId: string;
  readonly source: OrderSource;
  /** Wanted delivery. */
  readonly requestedDay: string;
  readonly note?: string | undefined;
  readonly lines: readonly NewOrderLine[];
};

export type PricedLine = {
  readonly lineNo: number;
  readonly itemId: string;
  readonly supplierItemCode: string;
  readonly qtyMilli: number;
  readonly unitCostMicro: number;
  readonly explanation: OrderExplanation | null;
};

/** Names the content that decides whether a repeat is the same order. */
function hashOf(order: NewOrder): Buffer {
  const lines = order.lines.map((line) => [line.itemId, line.qtyMilli, line.unitCostMicro]);
  const content = [order.supplierId, order.locationId, order.source, order.requestedDay, order.note ?? '', lines];
  return createHash('sha256').update(JSON.stringify(content)).digest().subarray(0, 16);
}

function lowerCased(order: NewOrder): NewOrder {
  return {
    ...order,
    orderId: order.orderId.toLowerCase(),
    supplierId: order.supplierId.toLowerCase(),
    locationId: order.locationId.toLowerCase(),
    lines: order.lines.map((line) => ({ ...line, itemId: line.itemId.toLowerCase() })),
  };
}

/** Gives lines their number, code and cost. Problems name the line by `pointer/lines/N`. */
export function priceLines(
  supplierId: string,
  lines: readonly NewOrderLine[],
  terms: ReadonlyMap<string, SupplyTerm>,
  pointer: string,
  problems: FieldProblem[],
): PricedLine[] {
  const seen = new Set<string>();
  return lines.flatMap((line, index) => {
    const where = `${pointer}/lines/${index}/itemId`;
    const term = terms.get(`${supplierId}:${line.itemId}`);
    if (term === undefined) {
      problems.push({ pointer: where, detail: `the supplier does not list the item ${line.itemId}: add it first` });
      return [];
    }
    if (seen.has(line.itemId))
      problems.push({ pointer: where, detail: 'comes twice: put both quantities in one line' });
    seen.add(line.itemId);
    const unitCostMicro = line.unitCostMicro ?? term.costMicro;
    if (!isSafeValue(unitCostMicro, line.qtyMilli))
      problems.push({
        pointer: `${pointer}/lines/${index}/qtyMilli`,
        detail: 'times the cost is more than can be reckoned',
      });
    return [
      {
        lineNo: index + 1,
        itemId: line.itemId,
        supplierItemCode: term.supplierItemCode,
        qtyMilli: line.qtyMilli,
        unitCostMicro,
        explanation: line.explanation ?? null,
      },
    ];
  });
}

function isSafeValue(unitCostMicro: number, qtyMilli: number): boolean {
  try {
    return valueMicro(unitCostMicro, qtyMilli) < Number.MAX_SAFE_INTEGER / 4096;
  } catch {
    return false;
  }
}

export function refuseProblems(problems: readonly FieldProblem[]): void {
  const first = problems[0];
  if (first !== undefined)
    throw fault('unprocessable', 'ORDER_INVALID', `${first.pointer} ${first.detail}.`, problems.slice(0, 20));
}

/**
 * Makes draft purchase orders in the caller's transaction, a statement a table. An order whose id is stored with the same content is
 * answered again; with other content it throws ORDER_CONFLICT. Throws SUPPLIER_UNKNOWN, LOCATION_UNKNOWN, ORDER_INVALID, whose
 * problems name the order by its place. Answers in the order given. Callers ensure quantities above 0.
 */
export async function draftOrders(
  tx: Tx,
  by: OrderActor,
  orders: readonly NewOrder[],
): Promise<{ orderId: string; number: string }[]> {
  if (orders.length === 0) return [];
  const asked = orders.map(lowerCased);
  const stored = await readStored(tx, asked);
  const fresh = [...new Map(asked.filter((o) => !stored.has(o.orderId)).map((o) => [o.orderId, o])).values()];
  const made = fresh.length === 0 ? new Map<string, Stored>() : await insertOrders(tx, by, fresh, pointersOf(asked));
  const all = new Map([...stored, ...made]);
  // an id that another transaction stored in between
  if (all.size < new Set(asked.map((o) => o.orderId)).size)
    for (const [id, row] of await readStored(tx, asked)) all.set(id, row);
  return asked.map((order) => {
    const row = all.get(order.orderId);
    if (row === undefined) throw new Error(`the order ${order.orderId} is neither new nor stored`);
    if (row.content_hash.equals(hashOf(order))) return { orderId: order.orderId, number: row.number };
    throw fault(
      'conflict',
      'ORDER_CONFLICT',
      `A purchase order with the id ${order.orderId} was stored with other content. Use a new id.`,
      [{ pointer: '/id', detail: 'belongs to another order' }],
    );
  });
}

type Stored = { readonly order_id: string; readonly number: string; readonly content_hash: Buffer };

async function readStored(tx: Tx, orders: readonly NewOrder[]): Promise<Map<string, Stored>> {
  const rows = await tx.rows<Stored>(
    'select order_id, number, content_hash from supply.purchase_order where org_id = $1 and order_id = any($2::uuid[])',
    [tx.orgId, plainArray(orders.map((order) => order.orderId))],
  );
  return new Map(rows.map((row) => [row.order_id, row]));
}

/** One order is the whole input of an action; several are a list. */
function pointersOf(orders: readonly NewOrder[]): ReadonlyMap<string, string> {
  return new Map(orders.map((order, index) => [order.orderId, orders.length === 1 ? '' : `/orders/${index}`]));
}

async function insertOrders(
  tx: Tx,
  by: OrderActor,
  orders: readonly NewOrder[],
  pointers: ReadonlyMap<string, string>,
): Promise<Map<string, Stored>> {
  const suppliers = await readSuppliersFor(tx);
  const locations = await readLocations(tx, [...new Set(orders.map((order) => order.locationId))]);
  const terms = await readTermsOf(
    tx,
    orders.flatMap((order) => order.lines.map((line) => ({ supplierId: order.supplierId, itemId: line.itemId }))),
  );
  const problems: FieldProblem[] = [];
  const priced = new Map<string, { order: NewOrder; supplier: SupplierTerms; lines: PricedLine[] }>();
  for (const order of orders) {
    const supplier = suppliers.get(order.supplierId);
    if (supplier === undefined)
      throw fault('unprocessable', 'SUPPLIER_UNKNOWN', `There is no active supplier ${order.supplierId}.`);
    if (!locations.has(order.locationId))
      throw fault('unprocessable', 'LOCATION_UNKNOWN', `There is no location ${order.locationId}.`);
    const pointer = pointers.get(order.orderId) ?? '';
    if (order.lines.length === 0) problems.push({ pointer: `${pointer}/lines`, detail: 'is empty' });
    const lines = priceLines(order.supplierId, order.lines, terms, pointer, problems);
    priced.set(order.orderId, { order, supplier, lines });
  }
  refuseProblems(problems);
  const made = await insertHeads(tx, by, [...priced.values()]);
  const kept = [...priced.values()].filter(({ order }) => made.has(order.orderId));
  await insertLines(
    tx,
    kept.flatMap(({ order, lines }) => lines.map((line) => ({ orderId: order.orderId, ...line }))),
  );
  const at = new Date(by.nowMs()).toISOString();
  await tx.run(
    `insert into supply.order_history (org_id, order_id, at, actor, actor_name, command, status_after)
     select $1, o, $3, $4, $5, 'draft', 'draft' from unnest($2::uuid[]) as o`,
    [tx.orgId, plainArray([...made.keys()]), at, actorText(by.actor), by.actor.name],
  );
  for (const { order, supplier, lines } of kept) {
    by.emit({
      type: 'supply.order.drafted',
      subjectId: order.orderId,
      locationId: order.locationId,
      occurredAt: at,
      data: {
        orderId: order.orderId,
        number: made.get(order.orderId)?.number,
        supplierId: order.supplierId,
        source: order.source,
        currency: supplier.currency,
        lineCount: lines.length,
        valueMicro: lines.reduce((sum, line) => sum + valueMicro(line.unitCostMicro, line.qtyMilli), 0),
      },
    });
  }
  return made;
}

async function insertHeads(
  tx: Tx,
  by: OrderActor,
  orders: readonly { order: NewOrder; supplier: SupplierTerms }[],
): Promise<Map<string, Stored>> {
  const counter = await tx.row<{ last: number }>(
    `insert into supply.order_counter (org_id, last) values ($1, $2)
     on conflict (org_id) do update set last = supply.order_counter.last + excluded.last returning last`,
    [tx.orgId, orders.length],
  );
  const first = (counter?.last ?? orders.length) - orders.length + 1;
  const rows = await tx.rows<Stored>(
    `insert into supply.purchase_order (org_id, order_id, number, supplier_id, location_id, currency, status, source, content_hash,
       requested_day, note, created_by, created_at)
     select $1, o.order_id, o.number, o.supplier_id, o.location_id, o.currency, 'draft', o.source, decode(o.content_hash, 'hex'),
       o.requested_day, o.note, $3, $4
     from json_to_recordset($2) as o (order_id uuid, number text, supplier_id uuid, location_id uuid, currency text, source text,
       content_hash text, requested_day date, note text)
     order by o.order_id
     on conflict (org_id, order_id) do nothing returning order_id, number, content_hash`,
    [
      tx.orgId,
      JSON.stringify(
        orders.map(({ order, supplier }, index) => ({
          order_id: order.orderId,
          number: `PO-${String(first + index).padStart(6, '0')}`,
          supplier_id: order.supplierId,
          location_id: order.locationId,
          currency: supplier.currency,
          source: order.source,
          content_hash: hashOf(order).toString('hex'),
          requested_day: order.requestedDay,
          note: order.note ?? '',
        })),
      ),
      by.actor.name,
      new Date(by.nowMs()).toISOString(),
    ],
  );
  return new Map(rows.map((row) => [row.order_id, row]));
}

/** Stores lines, all orders in one statement. Callers ensure that the orders have none. */
export async function insertLines(
  tx: Tx,
  lines: readonly (PricedLine & { readonly orderId: string })[],
): Promise<void> {
  await tx.run(
    `insert into supply.purchase_order_line (org_id, order_id, line_no, item_id, supplier_item_code, qty_milli, unit_cost_micro, explanation)
     select $1, l.order_id, l.line_no, l.item_id, l.code, l.qty_milli, l.unit_cost_micro, l.explanation
     from json_to_recordset($2) as l (order_id uuid, line_no integer, item_id uuid, code text, qty_milli bigint, unit_cost_micro bigint,
       explanation jsonb)`,
    [
      tx.orgId,
      JSON.stringify(
        lines.map((line) => ({
          order_id: line.orderId,
          line_no: line.lineNo,
          item_id: line.itemId,
          code: line.supplierItemCode,
          qty_milli: line.qtyMilli,
          unit_cost_micro: line.unitCostMicro,
          explanation: line.explanation,
        })),
      ),
    ],
  );
}
