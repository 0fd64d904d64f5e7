import { Type } from 'typebox';
import { SupplierItem, SupplierItemInput, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { compileSchema } from '../../platform/schema.ts';
import { onlyOne, saveBatch } from './save-problem.ts';
import { Rejected } from './supplier-actions.ts';
import { storeSupplierItems } from './store-supplier-items.ts';
import { supplierItemColumns, supplierItemOf, type SupplierItemRow } from './supplier-items.ts';
import { visibleSupplier } from './supplier-scope.ts';

const parser = compileSchema(SupplierItemInput);

export const supplierItemActions: readonly RegisteredAction[] = [
  action({
    name: 'supply.item.list',
    version: '1.0.0',
    summary: 'What suppliers sell us, and on what terms',
    effect: 'read',
    permission: 'supply.read',
    route: 'GET /suppliers/items',
    touches: 'none',
    input: Type.Object(
      { ...pageInput, supplierId: Type.Optional(uuid()), itemId: Type.Optional(uuid()) },
      { additionalProperties: false },
    ),
    output: pageOf(SupplierItem),
    async run({ tx, grant }, { cursor, limit = defaultLimit, supplierId, itemId }) {
      const after = readCursor(cursor, 2);
      const rows = await tx.rows<SupplierItemRow>(
        `select ${supplierItemColumns} from supply.supplier_item i
         where i.org_id = $1 and ($2::uuid is null or i.supplier_id = $2) and ($3::uuid is null or i.supplier_id = $3)
           and ($4::uuid is null or i.item_id = $4)
           and ($5::uuid is null or (i.supplier_id, i.item_id) > ($5, $6::uuid))
         order by i.supplier_id, i.item_id limit $7`,
        [
          tx.orgId,
          visibleSupplier(grant),
          supplierId ?? null,
          itemId ?? null,
          after?.[0] ?? null,
          after?.[1] ?? null,
          limit + 1,
        ],
      );
      return pageFrom(rows, limit, (row) => [row.supplier_id, row.item_id], supplierItemOf);
    },
  }),
  action({
    name: 'supply.item.save',
    version: '1.0.0',
    summary: 'Say that a supplier sells an item, and on what terms',
    effect: 'write',
    permission: 'supply.manage',
    route: 'PUT /suppliers/:supplierId/items/:itemId',
    touches: 'none',
    input: SupplierItemInput,
    output: SupplierItem,
    run: async (ctx, input) => onlyOne(await storeSupplierItems(ctx, [input])),
  }),
  action({
    name: 'supply.item.save-batch',
    version: '1.0.0',
    summary: 'Add or change up to 1,000 entries of what suppliers sell',
    description: 'Good ones are stored, bad ones are reported.',
    effect: 'write',
    permission: 'supply.manage',
    route: 'POST /suppliers/items/batch',
    touches: 'none',
    input: Type.Object(
      {
        items: Type.Array(Type.Unknown(), {
          minItems: 1,
          maxItems: 1000,
          description: 'As in PUT /suppliers/{supplierId}/items/{itemId}, with supplierId and itemId',
        }),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({
      saved: Type.Array(
        Type.Object({ index: Type.Integer(), supplierId: uuid(), itemId: uuid(), created: Type.Boolean() }),
      ),
      rejected: Rejected,
    }),
    async run(ctx, { items }) {
      const { saved, rejected } = await saveBatch(items, parser, (inputs) => storeSupplierItems(ctx, inputs));
      return {
        saved: saved.map(({ index, before, after }) => ({
          index,
          supplierId: after.supplierId,
          itemId: after.itemId,
          created: before === undefined,
        })),
        rejected: [...rejected],
      };
    },
  }),
  action({
    name: 'supply.item.remove',
    version: '1.0.0',
    summary: 'Say that a supplier sells an item no more',
    effect: 'write',
    permission: 'supply.manage',
    route: 'DELETE /suppliers/:supplierId/items/:itemId',
    touches: 'none',
    input: Type.Object({ supplierId: uuid(), itemId: uuid() }, { additionalProperties: false }),
    output: Type.Null(),
    async run(ctx, { supplierId, itemId }) {
      await ctx.tx.run('delete from supply.supplier_item where org_id = $1 and supplier_id = $2 and item_id = $3', [
        ctx.tx.orgId,
        supplierId,
        itemId,
      ]);
      ctx.audit({ subjectId: itemId, after: { supplierId, removed: true } });
      return null;
    },
  }),
];
