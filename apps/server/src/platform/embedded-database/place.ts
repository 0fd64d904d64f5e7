import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, link, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyToPublicFolder, findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
import { canReach, findSystemUser, type SystemUser } from './system-user.ts';

const execute = promisify(execFile);

/** Where one embedded cluster lives and how its programs are run. */
export type Place = {
  readonly binaries: PostgresBinaries;
  readonly user: SystemUser | undefined;
  /** True when the account cannot enter the folders by itself, as below /root: it is then given that one capability. */
  readonly needsPassage: boolean;
  readonly folder: string;
  readonly cluster: string;
  readonly password: string;
  readonly logFile: string;
  /** False trades safety against power loss for speed: tests only. */
  readonly durable: boolean;
};

export type PlaceOptions = {
  readonly dataDir: string;
  readonly durable: boolean;
  readonly log: (line: string) => void;
};

/**
 * Makes `<dataDir>/postgres` with its password and an initialised cluster; does nothing again when they are there.
 * Several processes may do so at once: each file appears whole or not at all, and the first one stands.
 */
export async function preparePlace({ dataDir, durable, log }: PlaceOptions): Promise<Place> {
  const user = await findSystemUser(log);
  const binaries = await findRunnableBinaries(user);
  await mkdir(dataDir, { recursive: true });
  const home = await realpath(dataDir);
  const folder = join(home, 'postgres');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (user !== undefined) await handOver(home, folder, user);
  const place: Place = {
    binaries,
    user,
    needsPassage: user !== undefined && !(await canReach(folder, user)),
    folder,
    cluster: join(folder, 'cluster'),
    password: await keepPassword(folder, user),
    logFile: join(folder, 'server.log'),
    durable,
  };
  if (!(await exists(join(place.cluster, 'PG_VERSION')))) await initialise(place, log);
  await refuseOtherVersion(place);
  return place;
}

async function handOver(home: string, folder: string, user: SystemUser): Promise<void> {
  const { mode } = await stat(home);
  if ((mode & 0o001) === 0) await chmod(home, (mode & 0o7777) | 0o111);
  const { uid } = await stat(folder);
  if (uid !== user.uid) await execute('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
}

async function findRunnableBinaries(user: SystemUser | undefined): Promise<PostgresBinaries> {
  const binaries = await findPostgresBinaries();
  if (user === undefined) return binaries;
  const paths = [
    binaries.postgres,
    join(binaries.folder, 'lib', 'postgresql'),
    join(binaries.folder, 'share', 'postgresql'),
  ];
  const answers = await Promise.all(paths.map((path) => canReach(path, user)));
  return answers.every(Boolean) ? binaries : copyToPublicFolder(binaries);
}

async function keepPassword(folder: string, user: SystemUser | undefined): Promise<string> {
  const file = join(folder, 'password');
  if (!(await exists(file))) {
    if (await exists(join(folder, 'cluster', 'PG_VERSION'))) {
      throw new Error(
        `${file} is missing, and the database beside it opens with nothing else. Put it back from a copy.`,
      );
    }
    const draft = join(folder, `password-${randomBytes(6).toString('hex')}`);
    await writeFile(draft, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
    if (user !== undefined) await chown(draft, user.uid, user.gid);
    await link(draft, file).catch(ignore('EEXIST'));
    await rm(draft);
  }
  return (await readFile(file, 'utf8')).trim();
}

async function initialise(place: Place, log: (line: string) => void): Promise<void> {
  log('initialising the database cluster (once)');
  const draft = join(place.folder, `cluster-${randomBytes(6).toString('hex')}`);
  const [command, ...args] = asUser(place, [
    place.binaries.initdb,
    `--pgdata=${draft}`,
    '--username=postgres',
    `--pwfile=${join(place.folder, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(place.durable ? [] : ['--no-sync']),
  ]);
  try {
    await execute(command, args, { ...identity(place), cwd: '/', env: cleanEnvironment() });
    await rename(draft, place.cluster).catch(ignore('ENOTEMPTY', 'EEXIST'));
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new Error(`The database cluster in ${place.folder} could not be initialised. ${said}${adviceFor(place)}`, {
      cause,
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** What to add to a failure when the likely reason is that root's folder is closed to the database's account. */
export function adviceFor(place: Place): string {
  if (!place.needsPassage) return '';
  return ` The system user ${place.user?.name ?? ''} cannot enter ${place.folder}: use a data folder outside private folders, or run as another user.`;
}

const clusterVersion = '18';

async function refuseOtherVersion(place: Place): Promise<void> {
  const version = (await readFile(join(place.cluster, 'PG_VERSION'), 'utf8')).trim();
  if (version === clusterVersion) return;
  throw new Error(
    `${place.cluster} is of PostgreSQL ${version}; this release runs ${clusterVersion}. Restore a backup into a new folder.`,
  );
}

/** The command line that runs `command` as the database's account. With passage it goes through setpriv(1). */
export function asUser(place: Place, command: readonly [string, ...string[]]): [string, ...string[]] {
  if (!place.needsPassage || place.user === undefined) return [...command];
  const passage = '+dac_override';
  return [
    'setpriv',
    `--reuid=${place.user.uid}`,
    `--regid=${place.user.gid}`,
    '--clear-groups',
    `--inh-caps=${passage}`,
    `--ambient-caps=${passage}`,
    ...command,
  ];
}

/** The spawn options that go with `asUser`. */
export function identity(place: Place): { readonly uid?: number; readonly gid?: number } {
  return place.needsPassage || place.user === undefined ? {} : { uid: place.user.uid, gid: place.user.gid };
}

/** Our environment without what would change PostgreSQL's mind: its own variables and locales. */
export function cleanEnvironment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      ignore('ENOENT')(error);
      return false;
    },
  );
}

function ignore(...codes: readonly string[]): (error: unknown) => void {
  return (error) => {
    if (error instanceof Error && 'code' in error && codes.includes(String(error.code))) return;
    throw error;
  };
}
