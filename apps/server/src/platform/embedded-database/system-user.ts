import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The account PostgreSQL runs as when we are root, which PostgreSQL refuses to be. */
export type SystemUser = { readonly name: string; readonly uid: number; readonly gid: number };

const accountName = 'postgres';

/** The account to run PostgreSQL as: undefined when this process is not root; made when root and absent. Throws when it cannot be made. */
export async function findSystemUser(log: (line: string) => void): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await lookUp();
  if (known !== undefined) return known;
  log(`adding the system user ${accountName}, because PostgreSQL does not run as root`);
  try {
    await execute('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', accountName]);
  } catch (cause) {
    const again = await lookUp();
    if (again !== undefined) return again;
    throw new Error(
      `PostgreSQL does not run as root and the system user ${accountName} could not be added. Run as another user, or set DATABASE_URL.`,
      { cause },
    );
  }
  const added = await lookUp();
  if (added === undefined) throw new Error(`The system user ${accountName} was added but cannot be found.`);
  return added;
}

async function lookUp(): Promise<SystemUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([execute('id', ['-u', accountName]), execute('id', ['-g', accountName])]);
    return { name: accountName, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

/** True when the account may read `path` and enter every folder above it. */
export async function canReach(path: string, user: SystemUser): Promise<boolean> {
  const asked = await stat(path);
  if (!grants(asked, user, asked.isDirectory() ? 0o5 : 0o4)) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!grants(await stat(folder), user, 0o1)) return false;
    if (folder === dirname(folder)) return true;
  }
}

type Ownership = { readonly uid: number; readonly gid: number; readonly mode: number };

function grants(entry: Ownership, user: SystemUser, wanted: number): boolean {
  const shift = entry.uid === user.uid ? 6 : entry.gid === user.gid ? 3 : 0;
  return ((entry.mode >> shift) & wanted) === wanted;
}
