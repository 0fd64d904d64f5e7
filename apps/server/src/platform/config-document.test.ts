import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** Rows of the page's table: variable -> default as written there. */
const documented = new Map(
  [
    ...read('../../../../docs/operations/configuration.md').matchAll(/^\| `([A-Z][A-Z_]+)` \| (.+?) \| (\S.+) \|$/gm),
  ].map((match) => [match[1] ?? '', (match[2] ?? '').replaceAll('`', '')]),
);
const variables = [...read('./config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): Type\./gm)].map((match) => match[1] ?? '');

describe('the configuration page', () => {
  it('names every variable that the server reads, and no other', () => {
    expect(variables.length).toBeGreaterThan(10);
    expect([...documented.keys()].toSorted()).toEqual(variables.toSorted());
  });

  it('tells the defaults that the server takes', () => {
    const taken = Object.entries(readConfig({})).filter(([, value]) => value !== undefined);
    const told = [...documented].filter(([, value]) => value !== 'none');
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(taken.map(([name, value]) => [name, value === '' ? 'empty' : String(value)])),
    );
  });
});
