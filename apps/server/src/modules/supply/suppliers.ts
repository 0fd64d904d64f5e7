import { isTimeZone } from '@barrow/kernel';
import type { Supplier, SupplierInput } from '@barrow/contracts';
import { newId } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { fault } from '../../platform/fault.ts';
import { isMailAddress } from '../../platform/mail.ts';
import type { Tx } from '../../platform/postgres.ts';
import { isWebhookSecret } from '../../platform/webhook-signature.ts';
import type { SaveProblem, SaveResult } from './save-problem.ts';

/** The two secrets of a supplier and the context each is sealed in. */
export function secretContext(orgId: string, supplierId: string, what: 'signing-secret' | 'bearer-token'): string {
  return `${orgId}:${supplierId}:${what}`;
}

export const supplierColumns = `s.supplier_id, s.code, s.name, s.status, s.currency, s.transport, s.order_url, s.order_emails, s.reply_to,
  s.order_weekdays, s.delivery_weekdays, s.cutoff_minutes, s.time_zone, s.closed_days::text[] as closed_days, s.lead_time_days,
  s.lead_time_sd_days, s.minimum_order_micro, s.note, s.signing_secret is not null as has_signing_secret,
  s.bearer_token is not null as has_bearer_token, s.changed_at`;

export type SupplierRow = {
  supplier_id: string;
  code: string;
  name: string;
  status: Supplier['status'];
  currency: string;
  transport: Supplier['transport'];
  order_url: string | null;
  order_emails: string[];
  reply_to: string | null;
  order_weekdays: number[];
  delivery_weekdays: number[];
  cutoff_minutes: number;
  time_zone: string;
  closed_days: string[];
  lead_time_days: number;
  lead_time_sd_days: number;
  minimum_order_micro: number;
  note: string;
  has_signing_secret: boolean;
  has_bearer_token: boolean;
  changed_at: string;
};

export function supplierOf(row: SupplierRow): Supplier {
  return {
    supplierId: row.supplier_id,
    code: row.code,
    name: row.name,
    status: row.status,
    currency: row.currency,
    transport: row.transport,
    orderUrl: row.order_url,
    orderEmails: row.order_emails,
    replyTo: row.reply_to,
    orderWeekdays: row.order_weekdays,
    deliveryWeekdays: row.delivery_weekdays,
    cutoffMinutes: row.cutoff_minutes,
    timeZone: row.time_zone,
    closedDays: row.closed_days,
    leadTimeDays: row.lead_time_days,
    leadTimeSdDays: row.lead_time_sd_days,
    minimumOrderMicro: row.minimum_order_micro,
    note: row.note,
    hasSigningSecret: row.has_signing_secret,
    hasBearerToken: row.has_bearer_token,
    changedAt: row.changed_at,
  };
}

/** Suppliers by id; unknown ids are left out. */
export async function readSuppliers(tx: Tx, ids: readonly string[]): Promise<Map<string, Supplier>> {
  const rows = await tx.rows<SupplierRow>(
    `select ${supplierColumns} from supply.supplier s where s.org_id = $1 and s.supplier_id = any($2::uuid[])`,
    [tx.orgId, ids],
  );
  return new Map(rows.map((row) => [row.supplier_id, supplierOf(row)]));
}

/** All suppliers, or the one that the caller may see, by code. */
export async function readAllSuppliers(tx: Tx, visible: string | null = null): Promise<Supplier[]> {
  const rows = await tx.rows<SupplierRow>(
    `select ${supplierColumns} from supply.supplier s where s.org_id = $1 and ($2::uuid is null or s.supplier_id = $2) order by lower(s.code)`,
    [tx.orgId, visible],
  );
  return rows.map(supplierOf);
}

export async function readSupplier(tx: Tx, supplierId: string): Promise<Supplier> {
  const supplier = (await readSuppliers(tx, [supplierId])).get(supplierId.toLowerCase());
  if (supplier === undefined) throw fault('not-found', 'SUPPLIER_UNKNOWN', `There is no supplier ${supplierId}.`);
  return supplier;
}

type Candidate = { readonly index: number; readonly input: SupplierInput; readonly supplier: Supplier };

function problemsOf({ input, supplier }: Candidate): { pointer: string; detail: string }[] {
  const problems: { pointer: string; detail: string }[] = [];
  if (!isTimeZone(supplier.timeZone))
    problems.push({ pointer: '/timeZone', detail: `is no IANA time zone: ${supplier.timeZone}` });
  if (supplier.transport === 'http' && (supplier.orderUrl === null || !URL.canParse(supplier.orderUrl)))
    problems.push({
      pointer: '/orderUrl',
      detail: 'is needed for orders by http: an address that orders are posted to',
    });
  if (supplier.transport === 'email' && supplier.orderEmails.length === 0)
    problems.push({ pointer: '/orderEmails', detail: 'is needed for orders by e-mail' });
  supplier.orderEmails.forEach((address, index) => {
    if (!isMailAddress(address))
      problems.push({ pointer: `/orderEmails/${index}`, detail: 'is no plain e-mail address' });
  });
  if (supplier.replyTo !== null && !isMailAddress(supplier.replyTo))
    problems.push({ pointer: '/replyTo', detail: 'is no plain e-mail address' });
  if (typeof input.signingSecret === 'string' && !isWebhookSecret(input.signingSecret))
    problems.push({ pointer: '/signingSecret', detail: 'must be whsec_ and the base64 of 24 to 64 bytes' });
  return problems;
}

/**
 * Stores suppliers, new or changed, set-based; a bad one is reported and leaves nothing. A supplier is known by its id, else by its
 * code; what an input leaves out stays as it was. Secrets are sealed and never told.
 */
export async function saveSuppliers(
  tx: Tx,
  sealer: Sealer,
  inputs: readonly SupplierInput[],
): Promise<SaveResult<Supplier>> {
  const byCode = await ownersOfCodes(
    tx,
    inputs.map((input) => input.code),
  );
  const ids = inputs.map((input) => input.id?.toLowerCase() ?? byCode.get(input.code.toLowerCase()) ?? newId());
  const earlier = await readSuppliers(tx, ids);
  const problems: SaveProblem[] = [];
  const good: Candidate[] = [];
  const seen = new Set<string>();
  inputs.forEach((input, index) => {
    const supplierId = ids[index] ?? newId();
    const candidate = { index, input, supplier: merged(supplierId, earlier.get(supplierId), input) };
    const [problem] = problemsOf(candidate);
    const codeKey = input.code.toLowerCase();
    if (problem !== undefined)
      problems.push({ index, category: 'unprocessable', code: 'SUPPLIER_INVALID', ...problem });
    else if ((byCode.get(codeKey) ?? supplierId) !== supplierId || seen.has(supplierId)) {
      const detail = seen.has(supplierId) ? 'comes twice in this call' : 'belongs to another supplier';
      problems.push({ index, category: 'conflict', code: 'SUPPLIER_CODE_TAKEN', pointer: '/code', detail });
    } else {
      byCode.set(codeKey, supplierId);
      seen.add(supplierId);
      good.push(candidate);
    }
  });
  await writeSuppliers(tx, sealer, good);
  const after = await readSuppliers(
    tx,
    good.map(({ supplier }) => supplier.supplierId),
  );
  return {
    saved: good.map(({ index, supplier }) => ({
      index,
      before: earlier.get(supplier.supplierId),
      after: after.get(supplier.supplierId) ?? supplier,
    })),
    problems,
  };
}

async function ownersOfCodes(tx: Tx, codes: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ code: string; supplier_id: string }>(
    'select lower(code) as code, supplier_id from supply.supplier where org_id = $1 and lower(code) = any($2::text[])',
    [tx.orgId, codes.map((code) => code.toLowerCase())],
  );
  return new Map(rows.map((row) => [row.code, row.supplier_id]));
}

function merged(supplierId: string, before: Supplier | undefined, input: SupplierInput): Supplier {
  const { id: _id, signingSecret: _secret, bearerToken: _token, ...given } = input;
  return {
    status: 'active',
    currency: 'EUR',
    transport: 'manual',
    orderUrl: null,
    orderEmails: [],
    replyTo: null,
    orderWeekdays: [],
    deliveryWeekdays: [],
    cutoffMinutes: 1440,
    timeZone: 'UTC',
    closedDays: [],
    leadTimeDays: 7,
    leadTimeSdDays: 0,
    minimumOrderMicro: 0,
    note: '',
    hasSigningSecret: false,
    hasBearerToken: false,
    changedAt: '',
    ...before,
    ...given,
    supplierId,
  };
}

async function writeSuppliers(tx: Tx, sealer: Sealer, candidates: readonly Candidate[]): Promise<void> {
  if (candidates.length === 0) return;
  const sealed = (supplierId: string, what: 'signing-secret' | 'bearer-token', secret: string | null | undefined) =>
    typeof secret === 'string' ? sealer.seal(secret, secretContext(tx.orgId, supplierId, what)).toString('hex') : null;
  await tx.run(
    `insert into supply.supplier as s (org_id, supplier_id, code, name, status, currency, transport, order_url, order_emails, reply_to,
       order_weekdays, delivery_weekdays, cutoff_minutes, time_zone, closed_days, lead_time_days, lead_time_sd_days, minimum_order_micro, note)
     select $1, i.supplier_id, i.code, i.name, i.status, i.currency, i.transport, i.order_url, i.order_emails, i.reply_to,
       i.order_weekdays, i.delivery_weekdays, i.cutoff_minutes, i.time_zone, i.closed_days, i.lead_time_days, i.lead_time_sd_days,
       i.minimum_order_micro, i.note
     from json_to_recordset($2) as i (supplier_id uuid, code text, name text, status text, currency text, transport text, order_url text,
       order_emails text[], reply_to text, order_weekdays smallint[], delivery_weekdays smallint[], cutoff_minutes smallint, time_zone text,
       closed_days date[], lead_time_days smallint, lead_time_sd_days double precision, minimum_order_micro bigint, note text)
     order by i.supplier_id
     on conflict (org_id, supplier_id) do update set code = excluded.code, name = excluded.name, status = excluded.status,
       currency = excluded.currency, transport = excluded.transport, order_url = excluded.order_url, order_emails = excluded.order_emails,
       reply_to = excluded.reply_to, order_weekdays = excluded.order_weekdays, delivery_weekdays = excluded.delivery_weekdays,
       cutoff_minutes = excluded.cutoff_minutes, time_zone = excluded.time_zone, closed_days = excluded.closed_days,
       lead_time_days = excluded.lead_time_days, lead_time_sd_days = excluded.lead_time_sd_days,
       minimum_order_micro = excluded.minimum_order_micro, note = excluded.note, changed_at = now()`,
    [
      tx.orgId,
      JSON.stringify(
        candidates.map(({ supplier }) => ({
          supplier_id: supplier.supplierId,
          code: supplier.code,
          name: supplier.name,
          status: supplier.status,
          currency: supplier.currency,
          transport: supplier.transport,
          order_url: supplier.orderUrl,
          order_emails: supplier.orderEmails,
          reply_to: supplier.replyTo,
          order_weekdays: supplier.orderWeekdays,
          delivery_weekdays: supplier.deliveryWeekdays,
          cutoff_minutes: supplier.cutoffMinutes,
          time_zone: supplier.timeZone,
          closed_days: supplier.closedDays,
          lead_time_days: supplier.leadTimeDays,
          lead_time_sd_days: supplier.leadTimeSdDays,
          minimum_order_micro: supplier.minimumOrderMicro,
          note: supplier.note,
        })),
      ),
    ],
  );
  const secrets = candidates.flatMap(({ input, supplier: { supplierId } }) => {
    const { signingSecret, bearerToken } = input;
    if (signingSecret === undefined && bearerToken === undefined) return [];
    return [
      {
        supplier_id: supplierId,
        sets_secret: signingSecret !== undefined,
        secret: sealed(supplierId, 'signing-secret', signingSecret),
        sets_token: bearerToken !== undefined,
        token: sealed(supplierId, 'bearer-token', bearerToken),
      },
    ];
  });
  if (secrets.length === 0) return;
  await tx.run(
    `update supply.supplier s set
       signing_secret = case when i.sets_secret then decode(i.secret, 'hex') else s.signing_secret end,
       bearer_token = case when i.sets_token then decode(i.token, 'hex') else s.bearer_token end
     from json_to_recordset($2) as i (supplier_id uuid, sets_secret boolean, secret text, sets_token boolean, token text)
     where s.org_id = $1 and s.supplier_id = i.supplier_id`,
    [tx.orgId, JSON.stringify(secrets)],
  );
}
