import type { ActionContext } from '../../platform/action.ts';
import { newId } from '../../platform/clock.ts';
import { requestTransfers } from '../stock/index.ts';

/** A transfer that was asked for by approving proposals. */
export type AskedTransfer = {
  readonly transferId: string;
  readonly fromLocationId: string;
  readonly locationId: string;
  readonly lines: readonly { readonly itemId: string; readonly qtyMilli: number }[];
};

export type ChosenTransfer = {
  readonly proposalId: string;
  readonly fromLocationId: string;
  readonly locationId: string;
  readonly itemId: string;
  readonly qtyMilli: number;
};

/** What one transfer holds at most. */
const mostLines = 900;

/** Asks for the chosen goods, one transfer a source and location, and tells both ends. Answers the transfers and which proposal is in which. */
export async function askTransfers(
  ctx: ActionContext,
  chosen: readonly ChosenTransfer[],
): Promise<{ transfers: AskedTransfer[]; transferOf: Map<string, string> }> {
  const transfers: AskedTransfer[] = [];
  const transferOf = new Map<string, string>();
  for (const group of Map.groupBy(chosen, (one) => `${one.fromLocationId}:${one.locationId}`).values()) {
    for (let from = 0; from < group.length; from += mostLines) {
      const lines = group.slice(from, from + mostLines);
      const { fromLocationId, locationId } = lines[0]!;
      const transferId = newId();
      for (const { proposalId } of lines) transferOf.set(proposalId, transferId);
      transfers.push({
        transferId,
        fromLocationId,
        locationId,
        lines: lines.map(({ itemId, qtyMilli }) => ({ itemId, qtyMilli })),
      });
    }
  }
  if (transfers.length === 0) return { transfers, transferOf };
  await requestTransfers(
    ctx.tx,
    transfers.map(({ transferId, fromLocationId, locationId, lines }) => ({
      id: transferId,
      fromLocationId,
      toLocationId: locationId,
      note: '',
      lines,
    })),
  );
  const occurredAt = new Date(ctx.nowMs()).toISOString();
  for (const { transferId, fromLocationId, locationId, lines } of transfers) {
    const data = {
      transferId,
      fromLocationId,
      toLocationId: locationId,
      status: 'requested',
      note: '',
      requestedAt: occurredAt,
      shippedAt: null,
      receivedAt: null,
      lines: lines.map(({ itemId, qtyMilli }, index) => ({
        lineNo: index + 1,
        itemId,
        requestedMilli: qtyMilli,
        shippedMilli: 0,
        receivedMilli: 0,
      })),
    };
    ctx.audit({ subjectId: transferId, locationId: fromLocationId, after: { status: 'requested', lines: data.lines } });
    for (const place of [fromLocationId, locationId])
      ctx.emit({ type: 'stock.transfer.requested', subjectId: transferId, locationId: place, occurredAt, data });
  }
  return { transfers, transferOf };
}
