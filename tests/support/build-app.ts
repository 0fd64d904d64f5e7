import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const appsFolder = join(import.meta.dirname, '../../apps');
const packagesFolder = join(import.meta.dirname, '../../packages');
const buildTimeoutMs = 240_000;

async function newestMs(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const times = await Promise.all(
    entries
      .filter((entry) => entry.isFile() && !/(^|\/)(node_modules|dist)(\/|$)/.test(entry.parentPath))
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs),
  );
  return Math.max(0, ...times);
}

/** Builds a web app unless what is built is newer than everything it is built from. */
export async function buildApp(name: 'console' | 'till'): Promise<void> {
  const folder = join(appsFolder, name);
  const page = join(folder, 'dist', 'index.html');
  const builtMs = await stat(page).then(
    (found) => found.mtimeMs,
    () => 0,
  );
  const sourceMs = Math.max(await newestMs(folder), await newestMs(packagesFolder));
  if (builtMs > sourceMs) return;
  const vite = join(import.meta.dirname, '../../node_modules/vite/bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: folder,
    // Not that of the tests, or what is built is for development.
    env: { ...process.env, NODE_ENV: 'production' },
    timeout: buildTimeoutMs,
  });
}
