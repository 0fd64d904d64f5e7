import { levels, mayOverride, type Level, type OverrideLevel, type ParameterSchema, type Values } from './parameter.ts';
import { checkValues } from './check-values.ts';

/** Who set a value, when and why. */
export type Setting = { readonly by: string; readonly at: string; readonly why: string };

/** A value that differs below the organisation. `key` is the region, the format or the id of the location. */
export type Override = Setting & {
  readonly parameter: string;
  readonly level: OverrideLevel;
  readonly key: string;
  readonly value: unknown;
  /** When it ends; null: never. */
  readonly untilMs: number | null;
};

/** The place that values are wanted for; none: the organisation's. */
export type Place = { readonly locationId: string; readonly format: string; readonly region: string };

/** Where a value comes from. The standard has nobody who set it. */
export type Origin = {
  readonly level: Level;
  readonly key: string | null;
  readonly by: string | null;
  readonly at: string | null;
  readonly untilMs: number | null;
  readonly why: string | null;
};

export type EffectiveValues = {
  readonly values: Values;
  readonly from: Readonly<Record<string, Origin>>;
};

const standard: Origin = { level: 'standard', key: null, by: null, at: null, untilMs: null, why: null };

/**
 * The values that hold at a place and where each comes from: of all that is set for a parameter, the nearest level wins. What has ended, what
 * belongs to another place, and what the playbook, since upgraded, lets be set no more counts for nothing.
 */
export function effectiveValues(
  schema: ParameterSchema,
  organisation: Setting & { readonly values: Values },
  overrides: readonly Override[],
  place: Place | undefined,
  nowMs: number,
): EffectiveValues {
  const values: Record<string, unknown> = {};
  const from: Record<string, Origin> = {};
  for (const [name, parameter] of Object.entries(schema.properties)) {
    values[name] = parameter.default;
    from[name] = standard;
    if (
      Object.hasOwn(organisation.values, name) &&
      isAllowed(schema, name, organisation.values[name], 'organisation')
    ) {
      const { by, at, why } = organisation;
      values[name] = organisation.values[name];
      from[name] = { level: 'organisation', key: null, by, at, untilMs: null, why };
    }
    const nearest = overrides
      .filter((one) => one.parameter === name && mayOverride(parameter, one.level) && holds(one, place, nowMs))
      .filter((one) => isAllowed(schema, name, one.value, one.level))
      .toSorted((a, b) => levels.indexOf(b.level) - levels.indexOf(a.level))[0];
    if (nearest !== undefined) {
      const { level, key, by, at, untilMs, why } = nearest;
      values[name] = nearest.value;
      from[name] = { level, key, by, at, untilMs, why };
    }
  }
  return { values, from };
}

function isAllowed(schema: ParameterSchema, name: string, value: unknown, level: Level): boolean {
  return checkValues(schema, { [name]: value }, level).length === 0;
}

function holds({ level, key, untilMs }: Override, place: Place | undefined, nowMs: number): boolean {
  if (place === undefined || (untilMs !== null && untilMs <= nowMs)) return false;
  const keyOf: Readonly<Record<OverrideLevel, string>> = {
    region: place.region,
    format: place.format,
    location: place.locationId,
  };
  return key !== '' && keyOf[level] === key;
}
