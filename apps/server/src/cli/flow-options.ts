import type { CommandOption } from './command.ts';

/** The options of `./barrow flow`; all but the first are of `flow run`. */
export const flowOptions = {
  json: { type: 'boolean', description: 'One JSON document on standard output; run always prints one' },
  input: { type: 'string', placeholder: 'JSON', description: 'run: the input of the run ({})' },
  'input-file': { type: 'string', placeholder: 'FILE', description: 'run: the same, from a file' },
  'allow-net': {
    type: 'string',
    multiple: true,
    placeholder: 'HOST:PORT',
    description: 'run: an address that may be called, public ones too; several times',
  },
  secret: { type: 'string', multiple: true, placeholder: 'NAME=VALUE', description: 'run: a secret, as text or JSON' },
  event: { type: 'string', multiple: true, placeholder: 'FILE', description: 'run: events from outside, as JSON' },
  workflow: {
    type: 'string',
    multiple: true,
    placeholder: 'FILE',
    description: 'run: another workflow that it may run',
  },
  'virtual-time': { type: 'boolean', description: 'run: waiting takes no time, the clock jumps' },
} as const satisfies Record<string, CommandOption>;
