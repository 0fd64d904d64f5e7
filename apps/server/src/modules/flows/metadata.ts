import { isTimeZone } from '@barrow/kernel';
import { Type, type Static } from 'typebox';
import { fault } from '../../platform/fault.ts';
import { compileSchema } from '../../platform/schema.ts';

/** What `document.metadata.barrow` may say. Texts of labels may hold expressions on the input, such as `order:${ .data.orderId }`. */
const Metadata = Type.Object(
  {
    businessKeys: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: 20 })),
    priority: Type.Optional(Type.Integer({ minimum: -100, maximum: 100 })),
    concurrency: Type.Optional(
      Type.Object(
        {
          key: Type.String({ minLength: 1, maxLength: 500 }),
          atMost: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
        },
        { additionalProperties: false },
      ),
    ),
    timeZone: Type.Optional(Type.String({ maxLength: 100, description: 'IANA time zone of the schedule' })),
    location: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'Code of the location whose time zone the schedule keeps',
      }),
    ),
  },
  { additionalProperties: false },
);
const parser = compileSchema(Metadata);

/** Reads what a definition says about its runs. Throws DEFINITION_INVALID for what makes no sense. */
export function readMetadata(metadata: object): Static<typeof Metadata> {
  const checked = parser.check(Reflect.get(metadata, 'barrow') ?? {});
  if (!checked.ok) throw metadataFault(checked.problems);
  const { timeZone, location } = checked.value;
  if (timeZone !== undefined && location !== undefined)
    throw metadataFault([{ pointer: '/timeZone', detail: 'stands beside location: a schedule keeps one of them' }]);
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw metadataFault([{ pointer: '/timeZone', detail: `is no IANA time zone, such as Europe/Lisbon: ${timeZone}` }]);
  return checked.value;
}

/** `pointer` within `document.metadata.barrow`. */
export function metadataFault(problems: readonly { readonly pointer: string; readonly detail: string }[]) {
  const placed = problems.map(({ pointer, detail }) => ({ pointer: `/document/metadata/barrow${pointer}`, detail }));
  const [first] = placed;
  return fault('unprocessable', 'DEFINITION_INVALID', `${first?.pointer ?? ''} ${first?.detail ?? ''}.`, placed);
}
