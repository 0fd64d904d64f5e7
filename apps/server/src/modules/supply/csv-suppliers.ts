import { isDeepStrictEqual } from 'node:util';
import { formatDecimal } from '@barrow/kernel';
import { SupplierInput, type Supplier } from '@barrow/contracts';
import type { ActionContext, OpenContext } from '../../platform/action.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { csvFile } from '../../platform/csv.ts';
import { readWeekday, weekdayNames, writeClock, type Cells } from '../../platform/csv-cells.ts';
import { importInParts, type ImportedPart, type ImportReport } from '../../platform/csv-import.ts';
import { judgeRows } from '../../platform/csv-judge.ts';
import { joinList, splitList } from '../../platform/csv-lists.ts';
import { given, rejectionOf, withoutRepeats } from '../../platform/csv-rows.ts';
import { readCsvTable, type CsvRow } from '../../platform/csv-table.ts';
import { compileSchema } from '../../platform/schema.ts';
import { storeSuppliers } from './store-suppliers.ts';
import { readAllSuppliers } from './suppliers.ts';

/** Which column each field of a supplier comes from. Secrets are in no file. */
const columnOf = {
  code: 'code',
  name: 'name',
  status: 'status',
  currency: 'currency',
  transport: 'transport',
  orderUrl: 'order_url',
  orderEmails: 'order_emails',
  replyTo: 'reply_to',
  orderWeekdays: 'order_days',
  deliveryWeekdays: 'delivery_days',
  cutoffMinutes: 'cutoff',
  timeZone: 'time_zone',
  closedDays: 'closed_days',
  leadTimeDays: 'lead_time_days',
  leadTimeSdDays: 'lead_time_sd_days',
  minimumOrderMicro: 'minimum_order',
  note: 'note',
} as const;
type Column = (typeof columnOf)[keyof typeof columnOf];

const columns: readonly Column[] = Object.values(columnOf);
const parser = compileSchema(SupplierInput);

/** Suppliers as a table that people can edit. */
export function suppliersCsv(suppliers: readonly Supplier[]): string {
  const rows = suppliers.map((supplier) => [
    supplier.code,
    supplier.name,
    supplier.status,
    supplier.currency,
    supplier.transport,
    supplier.orderUrl ?? '',
    joinList(supplier.orderEmails),
    supplier.replyTo ?? '',
    weekdaysText(supplier.orderWeekdays),
    weekdaysText(supplier.deliveryWeekdays),
    writeClock(supplier.cutoffMinutes),
    supplier.timeZone,
    joinList(supplier.closedDays),
    String(supplier.leadTimeDays),
    String(supplier.leadTimeSdDays),
    formatDecimal(supplier.minimumOrderMicro, 6, 2),
    supplier.note,
  ]);
  return csvFile(columns, rows);
}

function weekdaysText(weekdays: readonly number[]): string {
  return joinList(weekdays.map((weekday) => weekdayNames[weekday - 1] ?? ''));
}

/** Stores a table of suppliers, known by code; new codes are new suppliers. */
export async function importSuppliers(ctx: OpenContext, sealer: Sealer, csv: string): Promise<ImportReport> {
  const table = readCsvTable<Column>(csv, { all: columns, required: ['code'] });
  const { rows, repeats } = withoutRepeats<Column>(table.rows, 'code', (row) => keyOf(row.cells.code));
  const rejected = [...table.rejected, ...repeats];
  return importInParts(ctx, [rows], rejected, (part, some) => storePart(part, sealer, some));
}

function keyOf(code: string | undefined): string {
  return (code ?? '').trim().toLowerCase();
}

async function storePart(ctx: ActionContext, sealer: Sealer, rows: readonly CsvRow<Column>[]): Promise<ImportedPart> {
  const byCode = new Map((await readAllSuppliers(ctx.tx)).map((supplier) => [keyOf(supplier.code), supplier]));
  const { wanted, unchanged, rejected } = judgeRows(rows, {
    parser,
    columnOf,
    beforeOf: (cells: Cells<Column>) => byCode.get(keyOf(cells.text('code'))),
    candidateOf,
    isSame: (before, { id: _id, ...fields }) => isDeepStrictEqual({ ...before, ...fields }, before),
  });
  const { saved, problems } = await storeSuppliers(
    ctx,
    sealer,
    wanted.map(({ input }) => input),
  );
  for (const problem of problems) rejected.push(rejectionOf(wanted[problem.index]?.line ?? 0, problem, columnOf));
  const created = saved.filter(({ before }) => before === undefined).length;
  return { created, changed: saved.length - created, unchanged, rejected };
}

function candidateOf(cells: Cells<Column>, before: Supplier | undefined): Record<string, unknown> {
  cells.required('code');
  if (before === undefined) cells.required('name');
  return {
    ...(before === undefined ? {} : { id: before.supplierId, name: before.name }),
    ...given({
      code: cells.word('code'),
      name: cells.text('name') || undefined,
      status: cells.word('status'),
      currency: cells.word('currency'),
      transport: cells.word('transport'),
      orderUrl: cells.orNull('order_url', () => cells.word('order_url')),
      orderEmails: readList(cells, 'order_emails'),
      replyTo: cells.orNull('reply_to', () => cells.word('reply_to')),
      orderWeekdays: readWeekdays(cells, 'order_days'),
      deliveryWeekdays: readWeekdays(cells, 'delivery_days'),
      cutoffMinutes: cells.clock('cutoff'),
      timeZone: cells.word('time_zone'),
      closedDays: readList(cells, 'closed_days'),
      leadTimeDays: cells.decimal('lead_time_days', 0),
      leadTimeSdDays: cells.real('lead_time_sd_days'),
      minimumOrderMicro: cells.decimal('minimum_order', 6),
      note: cells.text('note'),
    }),
  };
}

function readList(cells: Cells<Column>, column: Column): string[] | undefined {
  const text = cells.text(column);
  return text === undefined ? undefined : splitList(text);
}

function readWeekdays(cells: Cells<Column>, column: Column): number[] | undefined {
  return readList(cells, column)?.map((name) => {
    const weekday = readWeekday(name);
    if (weekday === 0) cells.refuse(column, `${name} is none of ${weekdayNames.join(', ')}`);
    return weekday;
  });
}
