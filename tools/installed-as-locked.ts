import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// Exits 0 when node_modules is what package-lock.json asks for, by the record that npm keeps in it; 1 when npm ci is due.
// Runs before anything is installed, so it imports nothing of ours. Called by ./barrow.

type Entry = {
  readonly version?: unknown;
  readonly link?: unknown;
  readonly resolved?: unknown;
  readonly optional?: unknown;
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function readPackages(file: string): ReadonlyMap<string, Entry> {
  const lock: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const packages = isRecord(lock) && isRecord(lock['packages']) ? lock['packages'] : {};
  const entries = Object.entries(packages).filter((entry): entry is [string, Entry] => isRecord(entry[1]));
  return new Map(entries.filter(([path]) => path.includes('node_modules/')));
}

/** Optional packages of other platforms are locked, but not installed. */
function agree(wanted: Entry, installed: Entry | undefined): boolean {
  if (installed === undefined) return wanted.optional === true;
  return wanted.link === true ? installed.resolved === wanted.resolved : installed.version === wanted.version;
}

const root = process.argv[2] ?? '.';
const wanted = readPackages(join(root, 'package-lock.json'));
const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
process.exitCode = [...wanted].every(([path, entry]) => agree(entry, installed.get(path))) ? 0 : 1;
