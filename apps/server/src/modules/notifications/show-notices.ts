import { newId } from '../../platform/clock.ts';
import type { Tx } from '../../platform/postgres.ts';

export type ShownNotice = {
  readonly severity: 'info' | 'warning' | 'urgent';
  readonly title: string;
  readonly details: unknown;
  readonly locationId: string | null;
  readonly roles: readonly string[];
};

/** Shows notices in the console only, in one statement. */
export async function showNotices(tx: Tx, notices: readonly ShownNotice[], by: string): Promise<void> {
  await tx.run(
    `insert into notifications.notice (org_id, notice_id, content_hash, severity, title, body, details, location_id, roles, raised_by)
     select $1, n.notice_id, sha256(n.notice_id::text::bytea), n.severity, n.title, '', n.details, n.location_id, n.roles, $3
     from json_to_recordset($2) as n (notice_id uuid, severity text, title text, details jsonb, location_id uuid, roles text[])`,
    [
      tx.orgId,
      JSON.stringify(
        notices.map((one) => ({
          notice_id: newId(),
          severity: one.severity,
          title: one.title.slice(0, 200),
          details: one.details,
          location_id: one.locationId,
          roles: one.roles,
        })),
      ),
      by,
    ],
  );
}
