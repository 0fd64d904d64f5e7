import { UnsealError, type Sealer } from '../../platform/crypto.ts';
import { fault } from '../../platform/fault.ts';
import type { SmtpServer } from '../../platform/mail.ts';
import type { Tx } from '../../platform/postgres.ts';

export const securities = ['tls', 'starttls', 'none'] as const;
export type Security = (typeof securities)[number];

/** An organisation's mail server, without its password. */
export type MailSetting = {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly userName: string | null;
  /** Who mails come from: `Name <address>` or an address. */
  readonly sender: string;
  readonly changedAt: string;
  readonly changedBy: string;
};

type Row = {
  host: string;
  port: number;
  security: Security;
  user_name: string | null;
  password: Buffer | null;
  sender: string;
  changed_at: string;
  changed_by: string;
};

const columns = 'host, port, security, user_name, password, sender, changed_at, changed_by';

function settingOf(row: Row): MailSetting {
  return {
    host: row.host,
    port: row.port,
    security: row.security,
    userName: row.user_name,
    sender: row.sender,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  };
}

const readRow = (tx: Tx): Promise<Row | undefined> =>
  tx.row<Row>(`select ${columns} from mail.setting where org_id = $1`, [tx.orgId]);

export async function readSetting(tx: Tx): Promise<MailSetting | undefined> {
  const row = await readRow(tx);
  return row === undefined ? undefined : settingOf(row);
}

export type MailServer = {
  /** `unreadable`: its password was sealed with another secret of the installation. */
  readonly server: SmtpServer | 'unreadable';
  readonly sender: string;
};

/** The server with its password, for one mail. */
export async function openServer(tx: Tx, sealer: Sealer): Promise<MailServer | undefined> {
  const row = await readRow(tx);
  if (row === undefined) return undefined;
  try {
    const auth =
      row.user_name === null || row.password === null
        ? {}
        : { auth: { user: row.user_name, pass: sealer.open(row.password, tx.orgId) } };
    return {
      server: {
        host: row.host,
        port: row.port,
        secure: row.security === 'tls',
        requireTls: row.security === 'starttls',
        ...auth,
      },
      sender: row.sender,
    };
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error;
    return { server: 'unreadable', sender: row.sender };
  }
}

export type MailSettingInput = {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly userName?: string | undefined;
  /** Left out: as it was. */
  readonly password?: string | undefined;
  readonly sender: string;
};

/** Stores the setting. Throws MAIL_INVALID for what cannot be. */
export async function saveSetting(tx: Tx, sealer: Sealer, input: MailSettingInput, by: string): Promise<MailSetting> {
  const before = await readRow(tx);
  const userName = input.userName ?? null;
  const isSameSignIn = before !== undefined && before.user_name === userName && before.host === input.host;
  const sealed =
    userName === null
      ? null
      : input.password === undefined
        ? isSameSignIn
          ? before.password
          : null
        : sealer.seal(input.password, tx.orgId);
  if (userName !== null && sealed === null)
    throw invalid('/password', 'is needed with this user name and host: a stored password goes to no other server');
  if (userName === null && input.password !== undefined)
    throw invalid('/userName', 'is missing, with a password given');
  if (input.security === 'none' && userName !== null)
    throw invalid('/security', 'is none: a password is only sent encrypted; choose tls or starttls');
  const row = await tx.row<Row>(
    `insert into mail.setting (org_id, host, port, security, user_name, password, sender, changed_by) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (org_id) do update set host = excluded.host, port = excluded.port, security = excluded.security, user_name = excluded.user_name,
       password = excluded.password, sender = excluded.sender, changed_by = excluded.changed_by, changed_at = now()
     returning ${columns}`,
    [tx.orgId, input.host, input.port, input.security, userName, sealed, input.sender, by],
  );
  if (row === undefined) throw new Error('a mail setting was not stored');
  return settingOf(row);
}

function invalid(pointer: string, detail: string) {
  return fault('unprocessable', 'MAIL_INVALID', `${pointer} ${detail}.`, [{ pointer, detail }]);
}
