import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from './program.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macOs = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export type Chromium = { readonly path: string } | { readonly missing: string };

/**
 * The browser for the browser tests: BARROW_CHROMIUM, else one on the PATH, else, as root on a system with apt-get, one that
 * is installed now. `missing` says what to install.
 */
export async function findChromium(): Promise<Chromium> {
  const present = lookUp();
  if (present !== undefined) return { path: present };
  if (process.getuid?.() !== 0 || onPath(['apt-get']) === undefined) {
    return {
      missing:
        'Chromium is not installed. Install it (Debian: apt-get install chromium) or set BARROW_CHROMIUM to its path.',
    };
  }
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const update = await runProgram('apt-get', ['update'], { environment });
  const install = await runProgram('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
    environment,
  });
  const installed = lookUp();
  if (installed !== undefined) return { path: installed };
  return { missing: `Chromium could not be installed with apt-get:\n${update.output}\n${install.output}` };
}

function lookUp(): string | undefined {
  const given = process.env['BARROW_CHROMIUM'];
  if (given !== undefined && given !== '') return given;
  return onPath(names) ?? macOs.find((path) => existsSync(path));
}

function onPath(programs: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return programs.flatMap((program) => folders.map((folder) => join(folder, program))).find((path) => existsSync(path));
}
