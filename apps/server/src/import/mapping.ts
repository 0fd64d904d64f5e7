import { Type, type Static } from 'typebox';
import { isTimeZone } from '@barrow/kernel';
import { locationFormats } from '@barrow/contracts';
import { fault } from '../platform/fault.ts';
import { compileSchema } from '../platform/schema.ts';

const Column = Type.Union([
  Type.String({ minLength: 1, maxLength: 100 }),
  Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 10 }),
]);

/** Field or column name -> what it must be: a list of values, a regular expression, or negative, zero, positive of a number. */
const Condition = Type.Record(
  Type.String({ minLength: 1 }),
  Type.Union([Type.String({ maxLength: 1000 }), Type.Array(Type.String({ maxLength: 200 }), { minItems: 1 })]),
);

/** How the columns of a file become sales. See docs/import.md. */
const MappingSchema = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' }),
    title: Type.Optional(Type.String({ maxLength: 200 })),
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    encoding: Type.Optional(Type.String()),
    decimalMark: Type.Optional(Type.Enum(['.', ','])),
    thousandsMark: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    columns: Type.Object(
      {
        sale: Type.Optional(Column),
        item: Column,
        description: Type.Optional(Column),
        category: Type.Optional(Column),
        quantity: Column,
        price: Column,
        time: Column,
        location: Type.Optional(Column),
        currency: Type.Optional(Column),
      },
      { additionalProperties: false },
    ),
    optionalColumns: Type.Optional(Type.Array(Type.Enum(['description', 'category', 'location', 'currency']))),
    alsoColumns: Type.Optional(Type.Array(Column, { maxItems: 20 })),
    time: Type.Object(
      {
        formats: Type.Array(Type.String({ minLength: 2, maxLength: 40 }), { minItems: 1, maxItems: 10 }),
        zone: Type.String({ maxLength: 64 }),
        zoneByLocation: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 64 }))),
        minutesWithoutTime: Type.Optional(Type.Integer({ minimum: 0, maximum: 1439 })),
      },
      { additionalProperties: false },
    ),
    oneSale: Type.Enum(['per-number', 'per-location-and-day']),
    location: Type.Optional(
      Type.Object(
        {
          code: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
          name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
          format: Type.Optional(Type.Enum(locationFormats)),
        },
        { additionalProperties: false },
      ),
    ),
    currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
    pricesIncludeTax: Type.Optional(Type.Boolean()),
    returns: Type.Optional(
      Type.Object({ when: Condition, writtenAs: Type.Enum(['negative', 'positive']) }, { additionalProperties: false }),
    ),
    reject: Type.Optional(
      Type.Array(
        Type.Object(
          { reason: Type.String({ pattern: '^[a-z][a-z0-9-]{1,39}$' }), when: Condition },
          { additionalProperties: false },
        ),
        { maxItems: 50 },
      ),
    ),
    createItems: Type.Optional(Type.Boolean()),
    openingCostShare: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  },
  { additionalProperties: false },
);

type Written = Static<typeof MappingSchema>;
export type Condition = Static<typeof Condition>;
export type ColumnField = keyof Written['columns'];

/** A mapping with every default filled in. */
export type Mapping = Omit<Written, 'location' | 'time'> & {
  readonly source: string;
  readonly delimiter: string;
  readonly encoding: string;
  readonly decimalMark: '.' | ',';
  readonly optionalColumns: readonly ColumnField[];
  readonly alsoColumns: readonly (string | string[])[];
  readonly time: Written['time'] & { readonly minutesWithoutTime: number };
  readonly location: NonNullable<Written['location']>;
  readonly pricesIncludeTax: boolean;
  readonly reject: NonNullable<Written['reject']>;
  readonly createItems: boolean;
  readonly openingCostShare: number;
};

const parser = compileSchema(MappingSchema);

/** An IMPORT_MAPPING fault about one place of a mapping or of a file's header. */
export function mappingFault(message: string, pointer: string, detail: string, cause?: unknown) {
  return fault('invalid', 'IMPORT_MAPPING', message, [{ pointer, detail }], cause);
}

/** Parses a mapping. Throws IMPORT_MAPPING that names each wrong field. */
export function parseMapping(value: unknown, where: string): Mapping {
  const checked = parser.check(value);
  if (!checked.ok) {
    const said = checked.problems
      .map(({ pointer, detail }) => `${pointer === '' ? 'it' : pointer} ${detail}`)
      .join('; ');
    throw fault('invalid', 'IMPORT_MAPPING', `The mapping ${where} is wrong: ${said}.`, checked.problems);
  }
  const written = checked.value;
  const mapping: Mapping = {
    ...written,
    source: written.source ?? written.name,
    delimiter: written.delimiter ?? ',',
    encoding: written.encoding ?? 'utf-8',
    decimalMark: written.decimalMark ?? '.',
    optionalColumns: written.optionalColumns ?? [],
    alsoColumns: written.alsoColumns ?? [],
    time: { ...written.time, minutesWithoutTime: written.time.minutesWithoutTime ?? 12 * 60 },
    location: written.location ?? {},
    pricesIncludeTax: written.pricesIncludeTax ?? true,
    reject: written.reject ?? [],
    createItems: written.createItems ?? true,
    openingCostShare: written.openingCostShare ?? 0.5,
  };
  contradictions(mapping, where);
  return mapping;
}

function contradictions(mapping: Mapping, where: string): void {
  const refuse = (pointer: string, detail: string): never => {
    throw mappingFault(`The mapping ${where} is wrong: ${pointer} ${detail}.`, pointer, detail);
  };
  for (const zone of [mapping.time.zone, ...Object.values(mapping.time.zoneByLocation ?? {})]) {
    if (!isTimeZone(zone)) refuse('/time/zone', `${zone} is no IANA time zone`);
  }
  if (mapping.oneSale === 'per-number' && mapping.columns.sale === undefined)
    refuse('/columns/sale', 'is required when oneSale is per-number');
  try {
    new TextDecoder(mapping.encoding);
  } catch {
    refuse('/encoding', `${mapping.encoding} is not an encoding known here (utf-8, windows-1252, utf-16le, ...)`);
  }
}
