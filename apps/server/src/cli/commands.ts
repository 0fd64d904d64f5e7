import type { Command } from './command.ts';
import { installationOptions } from './config-of.ts';
import { flowOptions } from './flow-options.ts';
import { houseOptions } from './house-options.ts';
import { importOptions } from './import-options.ts';
import { jqOptions } from './jq-options.ts';

/** Every command of ./barrow, in the order of the help. A new one is one entry here and one file that exports `run`. */
export const commands: readonly Command[] = [
  {
    name: 'up',
    summary: 'Start Barrow: database, server, console and, on an empty database, the demo network',
    usage: '[options]',
    options: {
      port: { type: 'string', placeholder: 'PORT', description: 'Port of the server (4700; 0 takes a free one)' },
      ...installationOptions,
      'no-demo': { type: 'boolean', description: 'Do not create the demo network' },
      'no-trickle': { type: 'boolean', description: 'Let no live sales trickle into the demo' },
    },
    positionals: { min: 0, max: 0 },
    load: () => import('./up.ts'),
  },
  {
    name: 'check',
    summary: 'Prove that everything works: format, lint, types, boundaries, unused code and all tests',
    usage: '[options]',
    options: {
      long: { type: 'boolean', description: 'The full form of tests that are shortened otherwise' },
      only: {
        type: 'string',
        multiple: true,
        placeholder: 'STAGE',
        description: 'Only this stage; may be given several times',
      },
    },
    positionals: { min: 0, max: 0 },
    load: () => import('./check.ts'),
  },
  {
    name: 'bench',
    summary: 'Measure: "./barrow bench" lists the benchmarks; each brings what it needs and leaves nothing behind',
    usage: '[NAME] [options]',
    options: {
      json: { type: 'boolean', description: 'One JSON document on standard output instead of a table' },
      orgs: { type: 'string', placeholder: 'N', description: 'Organisations that share the load of ingest (1)' },
    },
    positionals: { min: 0, max: 1 },
    load: () => import('./bench.ts'),
  },
  {
    name: 'backup',
    summary: 'Write everything to one file, while the server goes on',
    usage: 'FILE [options]',
    options: installationOptions,
    positionals: { min: 1, max: 1 },
    load: () => import('./backup.ts'),
  },
  {
    name: 'restore',
    summary: 'Put a backup into an empty database',
    usage: 'FILE [options]',
    options: installationOptions,
    positionals: { min: 1, max: 1 },
    load: () => import('./restore.ts'),
  },
  {
    name: 'import',
    summary: 'Read sales from a CSV file, gzipped or not: idempotent, can be stopped and resumed',
    usage: 'sales FILE [options]',
    options: importOptions,
    positionals: { min: 2, max: 2 },
    load: () => import('./import.ts'),
  },
  {
    name: 'export',
    summary: 'Write items, prices, assortment, locations, suppliers or supplier-items as a CSV file',
    usage: 'TABLE [FILE] [options]',
    options: houseOptions,
    positionals: { min: 1, max: 2 },
    load: () => import('./export.ts'),
  },
  {
    name: 'verify',
    summary:
      'Recompute all balances and totals from the moves and lines, and report every difference; with "receipts" the chains of tills',
    usage: '[receipts] [options]',
    options: { json: { type: 'boolean', description: 'One JSON document with every difference' }, ...houseOptions },
    positionals: { min: 0, max: 1 },
    load: () => import('./verify.ts'),
  },
  {
    name: 'flow',
    summary:
      'Workflows: "flow validate FILE..." tells what is wrong with definitions, "flow run FILE" runs one without a database',
    usage: 'validate FILE... | run FILE [options]',
    options: flowOptions,
    positionals: { min: 1, max: 1000 },
    load: () => import('./flow.ts'),
  },
  {
    name: 'demo',
    summary: 'Delete the demo network with all that belongs to it; other organisations stay',
    usage: 'delete [options]',
    options: { yes: { type: 'boolean', description: 'Do not ask' }, ...installationOptions },
    positionals: { min: 1, max: 1 },
    load: () => import('./demo.ts'),
  },
  {
    name: 'jq',
    summary: 'Run a jq program on JSON from standard input or files, as jq does; the language of workflows',
    usage: 'PROGRAM [FILE...] [options]',
    readsArguments: true,
    options: jqOptions,
    positionals: { min: 0, max: Number.POSITIVE_INFINITY },
    load: () => import('./jq.ts'),
  },
];
