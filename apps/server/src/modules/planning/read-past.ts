import type { DemandForecast } from '@barrow/demand';
import { addDays } from '@barrow/kernel';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { readDemand, readMeanDemand } from '../sales/index.ts';
import { readOnHandHistory } from '../stock/index.ts';
import { enteredOffset } from './censored-days.ts';
import type { ItemPast } from './forecast-item.ts';
import type { Place } from './place.ts';

/** An item that has been there for so long speaks for itself. */
const newForDays = 56;

async function readForecasts(
  tx: Tx,
  locationId: string,
  itemIds: readonly string[],
): Promise<Map<string, DemandForecast>> {
  const rows = await tx.rows<{ item_id: string; forecast: DemandForecast }>(
    'select item_id, forecast from planning.forecast where org_id = $1 and location_id = $2 and item_id = any($3::uuid[])',
    [tx.orgId, locationId, plainArray(itemIds)],
  );
  return new Map(rows.map((row) => [row.item_id, row.forecast]));
}

/** What is known of some items at a place: four statements, whatever their number. `elsewhere` are the locations that new items are judged by. */
export async function readPast(
  tx: Tx,
  place: Place,
  itemIds: readonly string[],
  elsewhere: readonly string[],
): Promise<ItemPast[]> {
  const { locationId } = place.location;
  const demand = await readDemand(tx, locationId, place.range, itemIds);
  const onHand = await readOnHandHistory(tx, locationId, place.range, itemIds);
  const before = await readForecasts(tx, locationId, itemIds);
  const { days } = place.range;
  const isNew = itemIds.filter(
    (id) => days - enteredOffset(days, demand.get(id)?.firstOffset, onHand.get(id)) < newForDays,
  );
  const range = { fromDay: addDays(place.day, -newForDays), days: newForDays };
  const priors = await readMeanDemand(tx, elsewhere, range, isNew);
  return itemIds.map((itemId) => ({
    itemId,
    demand: demand.get(itemId),
    onHand: onHand.get(itemId),
    priorMilli: priors.get(itemId),
    before: before.get(itemId),
  }));
}
