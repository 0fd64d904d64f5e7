import { shareOut } from '@barrow/inventory';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { readPositions, readRequested } from '../stock/index.ts';
import type { SourceExplanation } from './propose-orders.ts';
import { lockProposals } from './store-proposals.ts';

type AskRow = {
  proposal_id: string;
  location_id: string;
  item_id: string;
  pack_milli: number;
  protection_days: number;
  source: SourceExplanation;
};

/**
 * Shares out what a source can spare of some items among the open proposals that ask for it, and writes into each what it gets and why.
 * Spare is what is on hand, less what is reserved and promised, less what the source itself will sell until its shops' next delivery.
 * Answers how many proposals of `locationId` get more than nothing. Running it again changes nothing.
 */
export async function shareSource(
  tx: Tx,
  fromLocationId: string,
  locationId: string,
  itemIds: readonly string[],
): Promise<number> {
  const places = await tx.rows<{ location_id: string }>(
    `select distinct location_id from planning.proposal where org_id = $1 and from_location_id = $2 and item_id = any($3::uuid[]) and status = 'open'`,
    [tx.orgId, fromLocationId, plainArray(itemIds)],
  );
  await lockProposals(
    tx,
    places.map((row) => row.location_id),
  );
  const asks = await tx.rows<AskRow>(
    `select proposal_id, location_id, item_id, (explanation -> 'order' ->> 'packMilli')::bigint as pack_milli,
       (explanation -> 'order' ->> 'protectionDays')::integer as protection_days, explanation -> 'source' as source
     from planning.proposal
     where org_id = $1 and from_location_id = $2 and item_id = any($3::uuid[]) and status = 'open' and location_id = any($4::uuid[])
     order by item_id, location_id`,
    [tx.orgId, fromLocationId, plainArray(itemIds), plainArray(places.map((row) => row.location_id))],
  );
  const positions = await readPositions(tx, fromLocationId, itemIds);
  const requested = await readRequested(tx, fromLocationId, itemIds);
  const levels = await readLevels(tx, fromLocationId, itemIds);
  const updates: { proposal_id: string; qty_milli: number; reason: string; source: SourceExplanation }[] = [];
  let given = 0;
  for (const [itemId, ofItem] of Map.groupBy(asks, (ask) => ask.item_id)) {
    const asking = ofItem.filter(({ source }) => source.askedMilli > 0);
    const position = positions.get(itemId);
    const onHandMilli = Math.max(0, position?.onHandMilli ?? 0);
    const promisedMilli = (position?.reservedMilli ?? 0) + (requested.get(itemId)?.promisedMilli ?? 0);
    const days = Math.max(0, ...asking.map((ask) => ask.protection_days));
    const keptMilli = Math.ceil((levels.get(itemId) ?? 0) * days);
    const spareMilli = Math.max(0, onHandMilli - promisedMilli - keptMilli);
    const shares = shareOut(
      spareMilli,
      asking.map((ask) => ({ key: ask.location_id, askedMilli: ask.source.askedMilli, packMilli: ask.pack_milli })),
    );
    const askedByAllMilli = asking.reduce((sum, ask) => sum + ask.source.askedMilli, 0);
    asking.forEach((ask, index) => {
      const givenMilli = shares[index] ?? 0;
      if (givenMilli > 0 && ask.location_id === locationId) given += 1;
      updates.push({
        proposal_id: ask.proposal_id,
        qty_milli: givenMilli,
        reason: givenMilli > 0 ? 'needed' : 'source-empty',
        source: {
          ...ask.source,
          onHandMilli,
          promisedMilli,
          keptMilli,
          spareMilli,
          askedByAllMilli,
          locations: asking.length,
          givenMilli,
        },
      });
    });
  }
  await tx.run(
    `update planning.proposal p set qty_milli = u.qty_milli, reason = u.reason, value_micro = round(p.unit_cost_micro::numeric * u.qty_milli / 1000),
       explanation = jsonb_set(p.explanation, '{source}', u.source)
     from json_to_recordset($2) as u (proposal_id uuid, qty_milli bigint, reason text, source jsonb)
     where p.org_id = $1 and p.proposal_id = u.proposal_id and p.explanation -> 'source' <> u.source`,
    [tx.orgId, JSON.stringify(updates)],
  );
  return given;
}

/** What an average day sells of items at the source itself, thousandths. */
async function readLevels(tx: Tx, locationId: string, itemIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.rows<{ item_id: string; level_milli: number }>(
    'select item_id, level_milli from planning.forecast where org_id = $1 and location_id = $2 and item_id = any($3::uuid[])',
    [tx.orgId, locationId, plainArray(itemIds)],
  );
  return new Map(rows.map((row) => [row.item_id, row.level_milli]));
}
