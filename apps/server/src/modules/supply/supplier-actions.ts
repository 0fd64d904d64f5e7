import { Type } from 'typebox';
import { Supplier, SupplierInput, uuid } from '@barrow/contracts';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { compileSchema } from '../../platform/schema.ts';
import { onlyOne, saveBatch } from './save-problem.ts';
import { requireSupplier, visibleSupplier } from './supplier-scope.ts';
import { storeSuppliers } from './store-suppliers.ts';
import { readSupplier, supplierColumns, supplierOf, type SupplierRow } from './suppliers.ts';

const parser = compileSchema(SupplierInput);

export const Rejected = Type.Array(Type.Object({ index: Type.Integer(), problem: Type.Unknown() }));

/** Suppliers: list, read, save. Secrets go in and never come out. */
export function supplierActions(sealer: Sealer): readonly RegisteredAction[] {
  const store = (ctx: ActionContext, inputs: readonly SupplierInput[]) => storeSuppliers(ctx, sealer, inputs);

  return [
    action({
      name: 'supply.supplier.list',
      version: '1.0.0',
      summary: 'Suppliers by name',
      effect: 'read',
      permission: 'supply.read',
      route: 'GET /suppliers',
      touches: 'none',
      input: Type.Object(
        {
          ...pageInput,
          search: Type.Optional(Type.String({ maxLength: 100 })),
          status: Type.Optional(Supplier.properties.status),
        },
        { additionalProperties: false },
      ),
      output: pageOf(Supplier),
      async run({ tx, grant }, { cursor, limit = defaultLimit, search, status }) {
        const after = readCursor(cursor, 2);
        const rows = await tx.rows<SupplierRow & { sort: string }>(
          `select ${supplierColumns}, lower(s.name) as sort from supply.supplier s
           where s.org_id = $1 and ($2::uuid is null or s.supplier_id = $2) and ($3::text is null or s.status = $3)
             and ($4::text is null or position(lower($4) in lower(s.name)) > 0 or lower(s.code) = lower($4))
             and ($5::text is null or (lower(s.name), s.supplier_id) > ($5, $6::uuid))
           order by lower(s.name), s.supplier_id limit $7`,
          [
            tx.orgId,
            visibleSupplier(grant),
            status ?? null,
            search ?? null,
            after?.[0] ?? null,
            after?.[1] ?? null,
            limit + 1,
          ],
        );
        return pageFrom(rows, limit, (row) => [row.sort, row.supplier_id], supplierOf);
      },
    }),
    action({
      name: 'supply.supplier.read',
      version: '1.0.0',
      summary: 'One supplier',
      effect: 'read',
      permission: 'supply.read',
      route: 'GET /suppliers/:supplierId',
      touches: 'none',
      input: Type.Object({ supplierId: uuid() }, { additionalProperties: false }),
      output: Supplier,
      async run({ tx, grant }, { supplierId }) {
        requireSupplier(grant, supplierId);
        return readSupplier(tx, supplierId);
      },
    }),
    action({
      name: 'supply.supplier.create',
      version: '1.0.0',
      summary: 'Add a supplier',
      description: 'Repeating it with the same `id` or `code` changes the supplier to what is sent.',
      effect: 'write',
      permission: 'supply.manage',
      route: 'POST /suppliers',
      touches: 'none',
      input: SupplierInput,
      output: Supplier,
      run: async (ctx, input) => onlyOne(await store(ctx, [input])),
    }),
    action({
      name: 'supply.supplier.update',
      version: '1.0.0',
      summary: 'Change a supplier, or retire it',
      effect: 'write',
      permission: 'supply.manage',
      route: 'PATCH /suppliers/:supplierId',
      touches: 'none',
      input: Type.Object(
        { supplierId: uuid(), ...Type.Partial(Type.Omit(SupplierInput, ['id'])).properties },
        { additionalProperties: false },
      ),
      output: Supplier,
      async run(ctx, { supplierId, ...changes }) {
        const { code, name } = await readSupplier(ctx.tx, supplierId);
        return onlyOne(await store(ctx, [{ code, name, ...changes, id: supplierId }]));
      },
    }),
    action({
      name: 'supply.supplier.save-batch',
      version: '1.0.0',
      summary: 'Add or change up to 500 suppliers',
      description: 'Good ones are stored, bad ones are reported.',
      effect: 'write',
      permission: 'supply.manage',
      route: 'POST /suppliers/batch',
      touches: 'none',
      input: Type.Object(
        { suppliers: Type.Array(Type.Unknown(), { minItems: 1, maxItems: 500, description: 'As in POST /suppliers' }) },
        { additionalProperties: false },
      ),
      output: Type.Object({
        saved: Type.Array(Type.Object({ index: Type.Integer(), supplierId: uuid(), created: Type.Boolean() })),
        rejected: Rejected,
      }),
      async run(ctx, { suppliers }) {
        const { saved, rejected } = await saveBatch(suppliers, parser, (inputs) => store(ctx, inputs));
        return {
          saved: saved.map(({ index, before, after }) => ({
            index,
            supplierId: after.supplierId,
            created: before === undefined,
          })),
          rejected: [...rejected],
        };
      },
    }),
  ];
}
