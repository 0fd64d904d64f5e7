import { describe, expect, it } from 'vitest';
import { flagOf, integerOf, manyOf, textOf, UsageError, type Command, type CommandArguments } from './command.ts';
import { commands } from './commands.ts';
import { runCommandLine } from './run-command-line.ts';

function greet(run: (args: CommandArguments) => Promise<number>): Command {
  return {
    name: 'greet',
    summary: 'Greet somebody',
    usage: 'NAME [options]',
    options: {
      loud: { type: 'boolean', short: 'l', description: 'Raise the voice' },
      times: { type: 'string', placeholder: 'N', description: 'How often' },
      by: { type: 'string', multiple: true, placeholder: 'WHO', description: 'Who greets' },
    },
    positionals: { min: 1, max: 1 },
    load: () => Promise.resolve({ run }),
  };
}

type Ran = {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly seen: CommandArguments | undefined;
};

async function type(argv: readonly string[], answer: () => Promise<number> = () => Promise.resolve(0)): Promise<Ran> {
  let out = '';
  let err = '';
  let seen: CommandArguments | undefined;
  const table = [
    greet((args) => {
      seen = args;
      return answer();
    }),
  ];
  const code = await runCommandLine(table, argv, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err, seen };
}

describe('a command line', () => {
  it('hands options and arguments to the command and returns its exit code', async () => {
    const { code, seen } = await type(['greet', 'Ann', '-l', '--times', '3', '--by', 'x', '--by=y'], () =>
      Promise.resolve(7),
    );
    expect(code).toBe(7);
    expect(seen?.positionals).toEqual(['Ann']);
    if (seen === undefined) throw new Error('not run');
    expect([flagOf(seen, 'loud'), textOf(seen, 'times'), manyOf(seen, 'by')]).toEqual([true, '3', ['x', 'y']]);
    expect(integerOf(seen, 'times', 1, 5)).toBe(3);
    expect(() => integerOf(seen, 'times', 4, 5)).toThrow(UsageError);
  });

  it.each([[[]], [['help']], [['--help']], [['-h']]])('lists every command for %j', async (argv) => {
    const { code, out } = await type(argv);
    expect(code).toBe(0);
    expect(out).toMatch(/greet +Greet somebody/);
  });

  it.each([[['greet', '--help']], [['help', 'greet']], [['greet', '--wrong', '-h']]])(
    'explains a command for %j',
    async (argv) => {
      const { code, out, seen } = await type(argv);
      expect([code, seen]).toEqual([0, undefined]);
      expect(out).toContain('Usage: ./barrow greet NAME [options]');
      expect(out).toMatch(/-l, --loud +Raise the voice/);
      expect(out).toMatch(/--times N +How often/);
    },
  );

  it.each([
    ['gret', 'Did you mean "greet"?'],
    ['gr', 'Did you mean "greet"?'],
    ['hlep', 'Did you mean "help"?'],
  ])('suggests what was meant by %s', async (typed, hint) => {
    const { code, err } = await type([typed]);
    expect(code).toBe(2);
    expect(err).toContain(hint);
  });

  it('suggests nothing when nothing is near', async () => {
    expect((await type(['frobnicate'])).err).not.toContain('Did you mean');
  });

  it.each([
    [['greet'], 'needs an argument'],
    [['greet', 'a', 'b'], '"b" is one argument too many'],
    [['greet', 'a', '--nope'], "Unknown option '--nope'"],
    [['greet', 'a', '--times'], 'argument missing'],
  ])('refuses %j with the usage', async (argv, message) => {
    const { code, err, seen } = await type(argv);
    expect([code, seen]).toEqual([2, undefined]);
    expect(err).toContain(message);
    expect(err).toContain('Usage: ./barrow greet');
  });

  it('tells a failure by its message and its causes', async () => {
    const failure = new Error('The shelf is empty.', { cause: new Error('nobody filled it') });
    const { code, err } = await type(['greet', 'a'], () => Promise.reject(failure));
    expect(code).toBe(1);
    expect(err).toBe('barrow greet: The shelf is empty.\n  because: nobody filled it\n');
  });
});

describe('the table of commands', () => {
  it('names each command once', () => {
    expect(new Set(commands.map((command) => command.name)).size).toBe(commands.length);
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    'has a file that runs %s',
    async (_, command) => {
      expect((await command.load()).run).toBeTypeOf('function');
    },
  );
});
