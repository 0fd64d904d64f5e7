import { Type, type Static } from 'typebox';

const organisation = Type.Object({
  key: Type.String(),
  locationIds: Type.Array(Type.String()),
  itemIds: Type.Array(Type.String()),
  skus: Type.Array(Type.String()),
});

/** Sends batches as fast as they are answered, over so many connections. */
export const BatchLoad = Type.Object({
  address: Type.String(),
  organisations: Type.Array(organisation),
  connections: Type.Integer(),
  batches: Type.Integer(),
  salesInBatch: Type.Integer(),
});
export const BatchLoadResult = Type.Object({ sales: Type.Integer(), lines: Type.Integer(), seconds: Type.Number() });

/** Sends sales one by one at a fixed rate, whatever the answers do (open loop). */
export const SingleLoad = Type.Object({
  address: Type.String(),
  organisations: Type.Array(organisation),
  connections: Type.Integer(),
  salesPerS: Type.Number(),
  warmUpSales: Type.Integer({ description: 'Sent first at the same rate, not measured' }),
  sales: Type.Integer(),
});
export const SingleLoadResult = Type.Object({
  p50Ms: Type.Number({ description: 'From the moment a sale was due to be sent to its whole answer' }),
  p99Ms: Type.Number(),
  salesPerS: Type.Number(),
});

/** Opens event streams, says 'ready', and listens until it is told to 'stop'. */
export const ListenerLoad = Type.Object({
  address: Type.String(),
  organisation,
  everything: Type.Integer({ description: 'Listeners to every location' }),
  oneLocation: Type.Integer({ description: 'Listeners to one location each, spread evenly' }),
});
export const ListenerLoadResult = Type.Object({
  deliveries: Type.Integer(),
  p50Ms: Type.Number(),
  p99Ms: Type.Number(),
});

export type BatchLoad = Static<typeof BatchLoad>;
export type SingleLoad = Static<typeof SingleLoad>;
export type ListenerLoad = Static<typeof ListenerLoad>;
