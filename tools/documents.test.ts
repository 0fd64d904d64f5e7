import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../apps/server/src/cli/commands.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = ['README.md', 'GLOSSARY.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function jsonOf(path: string): unknown {
  const parsed: unknown = JSON.parse(read(path));
  return parsed;
}

const workspaces = [
  ...globSync('apps/*/package.json', { cwd: root }),
  ...globSync('packages/*/package.json', { cwd: root }),
];
const locked = field(jsonOf('package-lock.json'), 'packages');

/** Runtime dependencies of all workspaces: name -> licence, as the lock file has it. */
const runtime = new Map(
  workspaces.flatMap((file) =>
    Object.keys(field(jsonOf(file), 'dependencies') ?? {})
      .filter((name) => !name.startsWith('@barrow/'))
      .map((name): [string, unknown] => {
        const own = field(locked, `${dirname(file)}/node_modules/${name}`);
        return [name, field(own ?? field(locked, `node_modules/${name}`), 'license')];
      }),
  ),
);

/** A heading's address as Git hosts make it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

describe('the documents', () => {
  it('link to files and headings that exist', () => {
    const broken = documents.flatMap((document) =>
      [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].flatMap((match) => {
        const [path = '', anchor] = (match[1] ?? '').split('#');
        if (/^[a-z]+:/.test(path)) return [];
        const target = path === '' ? document : join(dirname(document), path);
        if (!existsSync(join(root, target))) return [`${document}: ${path}`];
        if (anchor === undefined) return [];
        const headings = [...read(target).matchAll(/^#+ (.+)$/gm)].map((heading) => anchorOf(heading[1] ?? ''));
        return headings.includes(anchor) ? [] : [`${document}: ${path}#${anchor}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('give every runtime dependency its reason and its licence, and no other', () => {
    const told = [...read('docs/decisions/0012-dependencies.md').matchAll(/^\| (\S+) \| (\S+) \| \S.+ \|$/gm)]
      .map(([, name = '', licence = '']): [string, string] => [name, licence])
      .filter(([name]) => name !== 'package' && !name.startsWith('-'));
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(runtime));
  });

  it('list every decision', () => {
    const decisions = globSync('docs/decisions/[0-9]*.md', { cwd: root }).map((path) =>
      path.replace('docs/decisions/', ''),
    );
    const list = read('docs/decisions/README.md');
    expect(decisions.filter((decision) => !list.includes(`(${decision})`))).toEqual([]);
    expect(decisions.map((decision) => Number(decision.slice(0, 4))).toSorted((a, b) => a - b)).toEqual(
      decisions.map((_, index) => index + 1),
    );
  });

  it('name every command in the README', () => {
    const readme = read('README.md');
    expect(commands.map((command) => command.name).filter((name) => !readme.includes(`./barrow ${name}`))).toEqual([]);
  });
});
