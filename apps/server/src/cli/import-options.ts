import type { CommandOption } from './command.ts';
import { houseOptions } from './house-options.ts';

/** The options of `./barrow import`. */
export const importOptions = {
  mapping: {
    type: 'string',
    placeholder: 'NAME|FILE',
    description: 'How to read the file: a name or a YAML file; otherwise known by its header',
  },
  location: { type: 'string', placeholder: 'CODE', description: 'The location of all its sales, instead of a column' },
  currency: { type: 'string', placeholder: 'CODE', description: 'Its currency (ISO 4217), instead of a column' },
  'create-locations': { type: 'boolean', description: 'Make locations that do not exist yet' },
  opening: {
    type: 'string',
    placeholder: 'derive|none',
    description: 'derive: book so much opening stock that no sale of the file goes below zero (none)',
  },
  'dry-run': { type: 'boolean', description: 'Only read and report; needs no database' },
  rejects: {
    type: 'string',
    placeholder: 'FILE',
    description: 'Write rejected lines with their reasons to this CSV file',
  },
  limit: { type: 'string', placeholder: 'N', description: 'Only the first N lines, to try a mapping' },
  json: { type: 'boolean', description: 'The report as one JSON document' },
  ...houseOptions,
} as const satisfies Readonly<Record<string, CommandOption>>;
