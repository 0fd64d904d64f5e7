import { addDemand, type DemandForecast, type ForecastNumbers } from '@barrow/demand';
import { meetOrderMinimum, proposeOrder, type OrderExplanation } from '@barrow/inventory';
import { valueMicro } from '@barrow/kernel';
import type { Position } from '../stock/index.ts';
import type { SupplierTerms } from '../supply/index.ts';
import type { Place } from './place.ts';
import type { PlannedItem } from './planned-items.ts';
import type { DependentDemand } from './dependent-demand.ts';
import type { PolicyGiven } from './policies.ts';
import type { WindowFinder } from './supply-window.ts';
import type { TimeSlice } from './time-slice.ts';

/** How the order of a supplier and location stands against the supplier's minimum order value. */
export type MinimumExplanation = {
  /** 'deferred': the order is too small and waits until more is needed. */
  readonly decision: 'met' | 'topped-up' | 'deferred';
  /** What was added to this line to reach the minimum, thousandths. */
  readonly addedMilli: number;
  /** What the order still lacks, millionths of its currency. */
  readonly missingMicro: number;
  readonly minimumMicro: number;
};

/** What a source had and how it was shared out, thousandths. */
export type SourceExplanation = {
  readonly fromName: string;
  /** What the location needs, in packs: more than it gets when others need it too. */
  readonly askedMilli: number;
  readonly onHandMilli: number;
  /** Reserved, or asked for by transfers that are not yet sent. */
  readonly promisedMilli: number;
  /** What the source keeps for its own sales. */
  readonly keptMilli: number;
  readonly spareMilli: number;
  readonly askedByAllMilli: number;
  /** How many locations ask. */
  readonly locations: number;
  readonly givenMilli: number;
};

/** What a source's own supply must cover for others, thousandths. */
export type DependentExplanation = {
  readonly locations: number;
  readonly levelMilli: number;
  readonly askedMilli: number;
};

/** Why a proposal is what it is, as it is stored. */
export type ProposalExplanation = {
  readonly order: OrderExplanation;
  readonly forecast: ForecastNumbers;
  readonly minimum: MinimumExplanation;
  /** Of a transfer. */
  readonly source?: SourceExplanation;
  /** Where others are supplied from here. */
  readonly dependent?: DependentExplanation;
};

export type NewProposal = {
  readonly planned: PlannedItem;
  readonly qtyMilli: number;
  readonly explanation: ProposalExplanation;
};

/** All items of one supplier at a place, with their forecasts, in the same order. */
export type SupplierBatch = {
  readonly supplier: SupplierTerms;
  readonly items: readonly { readonly planned: PlannedItem; readonly forecast: DemandForecast }[];
};

export type ProposeContext = {
  readonly place: Place;
  readonly windowOf: WindowFinder;
  readonly policyOf: (place: { locationId: string; category: string; itemId: string }) => PolicyGiven;
  readonly positions: ReadonlyMap<string, Position>;
  /** On order from suppliers, thousandths. */
  readonly onOrderMilli: ReadonlyMap<string, number>;
  /** What is supplied to others from here. */
  readonly dependents: ReadonlyMap<string, DependentDemand>;
};

const nothingThere = { onHandMilli: 0, reservedMilli: 0, inTransitMilli: 0 };

/** Proposes what to order of one supplier for a place, then holds the sum against the supplier's minimum. Items whose supplier never delivers are left out. */
export async function proposeOrders(
  context: ProposeContext,
  { supplier, items }: SupplierBatch,
  slice: TimeSlice,
): Promise<NewProposal[]> {
  const { place, windowOf, policyOf, positions, onOrderMilli, dependents } = context;
  const { locationId, lastDay } = place.location;
  const proposed: { planned: PlannedItem; forecast: DemandForecast; order: OrderExplanation }[] = [];
  for (const { planned, forecast } of items) {
    if (slice.isOver()) await slice.giveWay();
    const { item, term } = planned;
    const policy = policyOf({ locationId, category: item.category, itemId: item.itemId });
    const window = windowOf(term, policy.reviewDays);
    if (window === undefined) continue;
    const stock = positions.get(item.itemId) ?? nothingThere;
    const others = dependents.get(item.itemId);
    const { explanation } = proposeOrder({
      forecast: others === undefined ? forecast : addDemand(forecast, others),
      window,
      stock: { ...stock, onOrderMilli: onOrderMilli.get(item.itemId) ?? 0, backorderedMilli: 0 },
      rules: {
        packMilli: term.packMilli,
        packRounding: 'up',
        minimumMilli: term.minimumMilli,
        capacityMilli: planned.capacityMilli,
        presentationMilli: planned.minimumMilli,
      },
      serviceLevel: policy.serviceLevel,
      byUnit: item.unit === 'each',
      lastSellingDay: lastDay,
    });
    proposed.push({ planned, forecast, order: explanation });
  }
  const { minimumOrderMicro: minimumMicro } = supplier;
  const { decision, lines, missingMicro } = meetOrderMinimum(
    proposed.map(({ planned, order }) => ({
      key: planned.item.itemId,
      orderMilli: order.orderMilli,
      packMilli: order.packMilli,
      unitCostMicro: planned.term.costMicro,
      levelMilli: order.levelMilli,
      positionMilli: order.positionMilli,
      roomMilli: order.roomMilli,
      noTopUp: order.lastSellingDay !== null,
    })),
    { minimumMicro },
  );
  return proposed.map(({ planned, forecast, order }, index) => {
    const line = lines[index];
    const askedMilli = line?.orderMilli ?? order.orderMilli;
    const { source } = planned;
    const others = dependents.get(planned.item.itemId);
    return {
      planned,
      // What a source gives is decided once all that ask are known: `shareSource`.
      qtyMilli: source === undefined ? askedMilli : 0,
      explanation: {
        order,
        forecast: forecast.numbers,
        minimum: {
          decision: decision === 'nothing-to-order' ? 'met' : decision,
          addedMilli: line?.addedMilli ?? 0,
          missingMicro: decision === 'deferred' ? missingMicro : 0,
          minimumMicro,
        },
        ...(source === undefined ? {} : { source: unshared(source.fromName, askedMilli) }),
        ...(others === undefined
          ? {}
          : {
              dependent: {
                locations: others.locations,
                levelMilli: Math.round(others.levelMilli),
                askedMilli: others.askedMilli,
              },
            }),
      },
    };
  });
}

function unshared(fromName: string, askedMilli: number): SourceExplanation {
  return {
    fromName,
    askedMilli,
    onHandMilli: 0,
    promisedMilli: 0,
    keptMilli: 0,
    spareMilli: 0,
    askedByAllMilli: askedMilli,
    locations: 1,
    givenMilli: 0,
  };
}

/** What a proposal would cost, millionths of its supplier's currency. */
export function proposalValueMicro({ planned, qtyMilli }: NewProposal): number {
  return valueMicro(planned.term.costMicro, qtyMilli);
}
