import { Type } from 'typebox';
import { name, staffRoles, uuid } from '@barrow/contracts';
import { action, openAction, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { readLocations } from '../network/index.ts';
import { hashPin, staffColumns, staffOf, type StaffRow } from './staff.ts';

const Member = Type.Object({
  staffId: uuid(),
  name: name(),
  role: Type.Enum(staffRoles),
  locationIds: Type.Union([Type.Array(uuid()), Type.Null()]),
  active: Type.Boolean(),
});

export const staffActions: readonly RegisteredAction[] = [
  action({
    name: 'tills.staff.list',
    version: '1.0.0',
    summary: 'Who works at tills',
    effect: 'read',
    permission: 'till.read',
    route: 'GET /tills/staff',
    touches: 'inside',
    input: Type.Object({}, { additionalProperties: false }),
    output: Type.Object({ items: Type.Array(Member) }),
    async run({ tx, grant }) {
      const rows = await tx.rows<StaffRow>(
        `select ${staffColumns} from tills.staff where org_id = $1
           and ($2::uuid[] is null or location_ids && $2::uuid[]) order by not active, name, staff_id limit 5000`,
        [tx.orgId, grant.locationIds],
      );
      return { items: rows.map(shownOf) };
    },
  }),
  openAction({
    name: 'tills.staff.save',
    version: '1.0.0',
    summary: 'Let somebody work at tills with a PIN, at some locations or all; or change that',
    description:
      'Idempotent by `staffId`. Without `pin` the one that is stored stays. Tills know of it with their next synchronisation.',
    effect: 'write',
    permission: 'till.manage',
    route: 'PUT /tills/staff/:staffId',
    touches: ({ locationIds }) => locationIds ?? [],
    input: Type.Object(
      {
        staffId: uuid(),
        name: name(80),
        role: Type.Enum(staffRoles),
        locationIds: Type.Union([Type.Array(uuid(), { minItems: 1, maxItems: 10_000 }), Type.Null()], {
          description: 'Null: everywhere',
        }),
        pin: Type.Optional(Type.String({ pattern: '^[0-9]{4,10}$', description: '4 to 10 digits' })),
        active: Type.Optional(Type.Boolean()),
      },
      { additionalProperties: false },
    ),
    output: Member,
    async run(ctx, { staffId, name: called, role, locationIds, pin, active = true }) {
      if (ctx.grant.locationIds !== null && locationIds === null)
        throw fault('forbidden', 'NOT_ALLOWED', 'Every location is outside your scope. Name locations.', [
          { pointer: '/locationIds', detail: 'must name locations of your scope' },
        ]);
      const hashed = pin === undefined ? null : await hashPin(pin);
      return ctx.inTransaction(async (part) => {
        const known = locationIds === null ? null : await readLocations(part.tx, locationIds);
        const unknown = locationIds?.findIndex((one) => known?.has(one) !== true) ?? -1;
        if (unknown >= 0)
          throw fault('not-found', 'LOCATION_UNKNOWN', `There is no location ${locationIds?.[unknown]}.`, [
            { pointer: `/locationIds/${unknown}`, detail: 'is the id of no location' },
          ]);
        const before = await find(part, staffId);
        if (before !== undefined) requireScope(part, before);
        const kept = hashed ?? before?.pin;
        if (kept === undefined)
          throw fault('invalid', 'INPUT_INVALID', 'Somebody new needs a PIN.', [
            { pointer: '/pin', detail: 'is missing: give 4 to 10 digits' },
          ]);
        const row = await part.tx.row<StaffRow>(
          `insert into tills.staff (org_id, ${staffColumns}, changed_by) values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (org_id, staff_id) do update set name = excluded.name, role = excluded.role, location_ids = excluded.location_ids,
             pin = excluded.pin, active = excluded.active, changed_by = excluded.changed_by, changed_at = now() returning ${staffColumns}`,
          [part.tx.orgId, staffId, called, role, locationIds, JSON.stringify(kept), active, part.actor.name],
        );
        if (row === undefined) throw new Error('somebody who was just stored is not there');
        const told = shownOf(row);
        part.audit({
          subjectId: staffId,
          before: before === undefined ? null : shownOf(before),
          after: { ...told, ...(pin === undefined ? {} : { pin: 'another' }) },
        });
        return told;
      });
    },
  }),
];

function shownOf(row: StaffRow) {
  const { pin: _pin, locationIds, ...member } = staffOf(row);
  return { ...member, locationIds: locationIds === null ? null : [...locationIds] };
}

function find({ tx }: ActionContext, staffId: string): Promise<StaffRow | undefined> {
  return tx.row<StaffRow>(`select ${staffColumns} from tills.staff where org_id = $1 and staff_id = $2 for update`, [
    tx.orgId,
    staffId,
  ]);
}

/** Who may work at other locations too is for who is over those. */
function requireScope(ctx: ActionContext, { location_ids: locationIds }: StaffRow): void {
  if (ctx.grant.locationIds === null) return;
  if (locationIds === null)
    throw fault('forbidden', 'NOT_ALLOWED', 'Works at every location, which is outside your scope.');
  for (const locationId of locationIds) ctx.requireLocation(locationId);
}
