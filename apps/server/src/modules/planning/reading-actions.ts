import { Type } from 'typebox';
import { currency, day, instant, uuid } from '@barrow/contracts';
import { demandOver } from '@barrow/demand';
import { addDays, businessDay } from '@barrow/kernel';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { readItem } from '../catalogue/index.ts';
import { readLocation, readLocations } from '../network/index.ts';
import { forecastItem } from './forecast-item.ts';
import { readKpis } from './kpis.ts';
import { readPlace } from './place.ts';
import { readPast } from './read-past.ts';

const horizonDays = 28;
const shownHistoryDays = 84;

const nullable = <S extends Parameters<typeof Type.Array>[0]>(schema: S) => Type.Union([schema, Type.Null()]);

const Forecast = Type.Object({
  locationId: uuid(),
  itemId: uuid(),
  method: Type.String(),
  firstDay: day(),
  days: Type.Array(
    Type.Object({
      day: day(),
      meanMilli: Type.Integer(),
      sdMilli: Type.Integer({ description: 'Standard deviation of the day, thousandths' }),
    }),
  ),
  total: Type.Object({ meanMilli: Type.Integer(), sdMilli: Type.Integer() }),
  numbers: Type.Unknown({ description: 'Level, weekday factors, days observed and left out, trend told' }),
  history: Type.Object(
    {
      firstDay: day(),
      soldMilli: Type.Array(Type.Integer()),
      censored: Type.Array(Type.Boolean({ description: 'Closed or out of stock: demand could not show' })),
    },
    { description: 'The last twelve weeks' },
  ),
});

const Kpis = Type.Object({
  at: instant(),
  locations: Type.Array(
    Type.Object({
      locationId: uuid(),
      code: Type.String(),
      name: Type.String(),
      currency: currency(),
      plannedAt: nullable(instant()),
      items: Type.Integer({ description: 'Items planned' }),
      itemsOut: Type.Integer({ description: 'Planned items that sell but are not on hand' }),
      inStockShare: nullable(Type.Number({ description: '1 less the share of planned items that are out' })),
      stockValueMicro: Type.Integer(),
      daysOfCover: nullable(
        Type.Number({ description: 'Stock value by the cost of an average day of expected sales' }),
      ),
      openProposals: Type.Integer(),
      comparedDays: Type.Integer({
        description: 'Item-days of forecasts that could be held against sales, four weeks',
      }),
      forecastBias: nullable(
        Type.Number({ description: 'Expected over actual sales, less 1; above 0: too much was expected' }),
      ),
    }),
  ),
});

export const readingActions: readonly RegisteredAction[] = [
  action({
    name: 'planning.forecast.read',
    version: '1.0.0',
    summary: 'What an item is expected to sell at a location in four weeks, as known now',
    effect: 'read',
    permission: 'planning.read',
    route: 'GET /planning/forecast',
    touches: ({ locationId }) => [locationId],
    input: Type.Object({ locationId: uuid(), itemId: uuid() }, { additionalProperties: false }),
    output: Forecast,
    async run(ctx, { locationId, itemId }) {
      const { tx } = ctx;
      const location = await readLocation(tx, locationId);
      const item = await readItem(tx, itemId);
      const place = await readPlace(tx, location, businessDay(ctx.nowMs(), location.timeZone, location.cutoffMinutes));
      const elsewhere = [...(await readLocations(tx)).keys()].filter((id) => id !== location.locationId);
      const [past] = await readPast(tx, place, [item.itemId], elsewhere);
      if (past === undefined) throw new Error('one item was asked for, none answered');
      const { history, forecast } = forecastItem(place, past);
      const from = Math.max(0, history.soldMilli.length - shownHistoryDays);
      const whole = ({ meanMilli, sdMilli }: { meanMilli: number; sdMilli: number }) => ({
        meanMilli: Math.round(meanMilli),
        sdMilli: Math.round(sdMilli),
      });
      return {
        locationId: location.locationId,
        itemId: item.itemId,
        method: forecast.method,
        firstDay: forecast.firstDay,
        days: Array.from({ length: horizonDays }, (_, offset) => ({
          day: addDays(forecast.firstDay, offset),
          ...whole(demandOver(forecast, offset, 1)),
        })),
        total: whole(demandOver(forecast, 0, horizonDays)),
        numbers: forecast.numbers,
        history: {
          firstDay: addDays(history.firstDay, from),
          soldMilli: Array.from(history.soldMilli).slice(from),
          censored: Array.from(history.censored ?? [], Boolean).slice(from),
        },
      };
    },
  }),
  action({
    name: 'planning.kpi.read',
    version: '1.0.0',
    summary: 'Stock-outs, cover, stock value and forecast bias by location',
    effect: 'read',
    permission: 'planning.read',
    route: 'GET /planning/kpis',
    touches: 'inside',
    input: Type.Object({ locationId: Type.Optional(uuid()) }, { additionalProperties: false }),
    output: Kpis,
    async run(ctx, { locationId }) {
      const { tx, grant } = ctx;
      if (locationId !== undefined) ctx.requireLocation(locationId);
      const scope = locationId === undefined ? (grant.locationIds ?? undefined) : [locationId];
      const locations = await readLocations(tx, scope);
      const rows = await readKpis(tx, [...locations.keys()]);
      return {
        at: new Date(ctx.nowMs()).toISOString(),
        locations: rows.flatMap((row) => {
          const location = locations.get(row.location_id);
          if (location === undefined) return [];
          return [
            {
              locationId: row.location_id,
              code: location.code,
              name: location.name,
              currency: location.currency,
              plannedAt: row.planned_at,
              items: row.items,
              itemsOut: row.out,
              inStockShare: row.items === 0 ? null : 1 - row.out / row.items,
              stockValueMicro: row.value_micro,
              daysOfCover: row.day_cost_micro === 0 ? null : row.value_micro / row.day_cost_micro,
              openProposals: row.open_proposals,
              comparedDays: row.compared_days,
              forecastBias: row.actual_milli === 0 ? null : row.expected_milli / row.actual_milli - 1,
            },
          ];
        }),
      };
    },
  }),
];
