import { Type } from 'typebox';
import { Item, ItemInput, uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { problemOf } from '../../platform/http/problem.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { compileSchema } from '../../platform/schema.ts';
import { itemColumns, itemOf, normaliseCode, readItem, type ItemProblem, type ItemRow } from './items.ts';
import { storeItems } from './store-items.ts';

const itemParser = compileSchema(ItemInput);

const faultOf = (problem: ItemProblem) =>
  fault(
    problem.code === 'ITEM_CODE_TAKEN' ? 'conflict' : 'unprocessable',
    problem.code,
    `${problem.pointer} ${problem.detail}.`,
    [{ pointer: problem.pointer, detail: problem.detail }],
  );

async function storeOne(ctx: ActionContext, input: ItemInput) {
  const { saved, problems } = await storeItems(ctx, [input]);
  if (problems[0] !== undefined) throw faultOf(problems[0]);
  if (saved[0] === undefined) throw new Error('an item was neither stored nor refused');
  return saved[0].after;
}

export const itemActions: readonly RegisteredAction[] = [
  action({
    name: 'catalogue.item.list',
    version: '1.0.0',
    summary: 'Items by name; search by name, SKU or code',
    effect: 'read',
    permission: 'catalogue.read',
    route: 'GET /items',
    touches: 'none',
    input: Type.Object(
      {
        ...pageInput,
        search: Type.Optional(Type.String({ maxLength: 100 })),
        status: Type.Optional(Item.properties.status),
        category: Type.Optional(Type.String({ maxLength: 200 })),
        ids: Type.Optional(Type.Array(uuid(), { maxItems: 500 })),
      },
      { additionalProperties: false },
    ),
    output: pageOf(Item),
    async run({ tx }, { cursor, limit = defaultLimit, search, status, category, ids }) {
      const after = readCursor(cursor, 2);
      const rows = await tx.rows<ItemRow & { sort: string }>(
        `select ${itemColumns}, lower(i.name) as sort from catalogue.item i
         where i.org_id = $1 and ($2::text is null or i.status = $2) and ($3::text is null or i.category = $3)
           and ($4::text is null or position(lower($4) in lower(i.name)) > 0 or lower(i.sku) = lower($4)
             or i.item_id in (select c.item_id from catalogue.item_code c where c.org_id = $1 and c.code = $5))
           and ($6::uuid[] is null or i.item_id = any($6::uuid[]))
           and ($7::text is null or (lower(i.name), i.item_id) > ($7, $8::uuid))
         order by lower(i.name), i.item_id limit $9`,
        [
          tx.orgId,
          status ?? null,
          category ?? null,
          search ?? null,
          normaliseCode(search ?? ''),
          ids ?? null,
          after?.[0] ?? null,
          after?.[1] ?? null,
          limit + 1,
        ],
      );
      return pageFrom(rows, limit, (row) => [row.sort, row.item_id], itemOf);
    },
  }),
  action({
    name: 'catalogue.item.read',
    version: '1.0.0',
    summary: 'One item',
    effect: 'read',
    permission: 'catalogue.read',
    route: 'GET /items/:itemId',
    touches: 'none',
    input: Type.Object({ itemId: uuid() }, { additionalProperties: false }),
    output: Item,
    run: ({ tx }, { itemId }) => readItem(tx, itemId),
  }),
  action({
    name: 'catalogue.item.create',
    version: '1.0.0',
    summary: 'Add an item',
    effect: 'write',
    permission: 'catalogue.manage',
    route: 'POST /items',
    touches: 'none',
    description: 'Repeating it with the same `id` or `sku` changes the item to what is sent.',
    input: ItemInput,
    output: Item,
    run: storeOne,
  }),
  action({
    name: 'catalogue.item.update',
    version: '1.0.0',
    summary: 'Change an item, or say what an unidentified one is',
    effect: 'write',
    permission: 'catalogue.manage',
    route: 'PATCH /items/:itemId',
    touches: 'none',
    input: Type.Object(
      { itemId: uuid(), ...Type.Partial(Type.Omit(ItemInput, ['id'])).properties },
      { additionalProperties: false },
    ),
    output: Item,
    async run(ctx, { itemId, ...changes }) {
      const before = await readItem(ctx.tx, itemId);
      return storeOne(ctx, { sku: before.sku, name: before.name, ...changes, id: itemId });
    },
  }),
  action({
    name: 'catalogue.item.save-batch',
    version: '1.0.0',
    summary: 'Add or change up to 1,000 items',
    effect: 'write',
    permission: 'catalogue.manage',
    route: 'POST /items/batch',
    touches: 'none',
    description: 'Good items are stored, bad ones are reported.',
    input: Type.Object(
      { items: Type.Array(Type.Unknown(), { minItems: 1, maxItems: 1000, description: 'Each as in POST /items' }) },
      { additionalProperties: false },
    ),
    output: Type.Object({
      saved: Type.Array(Type.Object({ index: Type.Integer(), itemId: uuid(), created: Type.Boolean() })),
      rejected: Type.Array(Type.Object({ index: Type.Integer(), problem: Type.Unknown() })),
    }),
    async run(ctx, { items: candidates }) {
      const checked = candidates.map((candidate, index) => ({ index, check: itemParser.check(candidate) }));
      const good = checked.flatMap(({ index, check }) => (check.ok ? [{ index, input: check.value }] : []));
      const { saved, problems } = await storeItems(
        ctx,
        good.map(({ input }) => input),
      );
      const malformed = checked.flatMap(({ index, check }) =>
        check.ok
          ? []
          : [
              {
                index,
                problem: problemOf(
                  fault('invalid', 'INPUT_INVALID', `Item ${index} does not fit the schema.`, check.problems),
                ),
              },
            ],
      );
      const refused = problems.map((problem) => ({
        index: good[problem.index]?.index ?? -1,
        problem: problemOf(faultOf(problem)),
      }));
      return {
        saved: saved.map(({ index, before, after }) => ({
          index: good[index]?.index ?? -1,
          itemId: after.itemId,
          created: before === undefined,
        })),
        rejected: [...malformed, ...refused].toSorted((a, b) => a.index - b.index),
      };
    },
  }),
];
