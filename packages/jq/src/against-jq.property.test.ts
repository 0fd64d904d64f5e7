import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { compile, JsonReader, jsonText, JqError, JqSyntaxError, type JqValue } from './index.ts';

const answerWithinMs = 4_000;

/** Runs the real jq in a thread of its own: it blocks, and some programs kill it for good. */
const oracleCode = `
const { parentPort } = require('node:worker_threads');
require('jq-wasm').loadJq().then((jq) => {
  parentPort.on('message', ({ program, input }) => parentPort.postMessage(jq.raw(input, program, ['-c'])));
  parentPort.postMessage('ready');
});`;

/** The real jq (jq-wasm), started anew when it hangs or dies. Null when it has no answer. */
class Oracle {
  #worker: Worker | null = null;

  async ask(program: string, input: string): Promise<readonly string[] | null> {
    try {
      const worker = await this.#started();
      const answered = within(answerWithinMs, worker);
      worker.postMessage({ program, input });
      const answer = await answered;
      if (typeof answer !== 'object' || answer === null || !('stdout' in answer) || !('exitCode' in answer))
        return null;
      return answer.exitCode === 0 ? String(answer.stdout).trimEnd().split('\n') : null;
    } catch {
      await this.stop();
      return null;
    }
  }

  async #started(): Promise<Worker> {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(oracleCode, { eval: true });
    await within(answerWithinMs, worker);
    this.#worker = worker;
    return worker;
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }
}

/** The next message of the worker; rejects when it fails or is silent for too long. */
function within(timeoutMs: number, worker: Worker): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const timer = setTimeout(() => reject(new Error('no answer')), timeoutMs);
  worker.once('message', resolve);
  worker.once('error', reject);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', resolve);
    worker.off('error', reject);
  });
}

const { program: programs } = fc.letrec<Record<'term' | 'path' | 'program' | 'condition', string>>((tie) => ({
  path: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    fc.constantFrom(
      '.',
      '.a',
      '.b',
      '.[0]',
      '.[-1]',
      '.[]',
      '.[1:]',
      '.[:-1]',
      '.a.b',
      '.[]?',
      '.a?',
      '..',
      'first',
      'last',
      '.[0,1]',
    ),
    fc.tuple(tie('path'), tie('path')).map(([a, b]) => `(${a} | ${b})`),
    fc.tuple(tie('path'), tie('path')).map(([a, b]) => `(${a}, ${b})`),
    fc.tuple(tie('path'), tie('path')).map(([a, b]) => `(${a} // ${b})`),
    fc.tuple(tie('path'), tie('condition')).map(([a, b]) => `(${a} | select(${b}))`),
    tie('path').map((a) => `first(${a})`),
    fc.tuple(tie('condition'), tie('path'), tie('path')).map(([a, b, c]) => `(if ${a} then ${b} else ${c} end)`),
  ),
  condition: fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    fc
      .constantFrom(
        '. > 1',
        'type == "number"',
        '.a',
        'length > 1',
        '. == null',
        'isvalidly',
        'has("a")?',
        'true',
        'any?',
      )
      .map((text) => (text === 'isvalidly' ? '. == .' : text)),
    fc
      .tuple(tie('term'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('term'))
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition')).map(([a, o, b]) => `(${a} ${o} ${b})`),
    tie('condition').map((a) => `(${a} | not)`),
  ),
  term: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    tie('path'),
    fc.constantFrom(
      '0',
      '1',
      '-1',
      '2.5',
      '10',
      '"a"',
      '"b,c"',
      '""',
      'null',
      'true',
      'false',
      '[]',
      '{}',
      '"é😀"',
      '[1,2]',
      '{a: 1}',
    ),
    tie('program').map((a) => `[${a}]`),
    fc.tuple(tie('term'), tie('term')).map(([a, b]) => `{a: ${a}, ("k\\(${b})"): 1}`),
    tie('term').map((a) => `"x\\(${a})y"`),
    fc
      .tuple(fc.constantFrom('json', 'text', 'html', 'uri', 'csv', 'tsv', 'sh', 'base64', 'base64d'), tie('term'))
      .map(([f, a]) => `(${a} | @${f})`),
    tie('program').map((a) => `(${a})`),
  ),
  program: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    tie('term'),
    fc.tuple(tie('term'), fc.constantFrom('+', '-', '*', '/', '%'), tie('term')).map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(tie('program'), fc.constantFrom('|', ',', '//'), tie('program')).map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(tie('condition'), tie('program'), tie('program')).map(([a, b, c]) => `(if ${a} then ${b} else ${c} end)`),
    fc.tuple(tie('program'), tie('program')).map(([a, b]) => `(try ${`(${a})`} catch ${`(${b})`})`),
    fc
      .tuple(tie('path'), fc.constantFrom('=', '|=', '+=', '-=', '*=', '//='), tie('term'))
      .map(([a, o, b]) => `((${a}) ${o} (${b}))`),
    fc
      .tuple(tie('term'), fc.constantFrom('$x', '[$x, $y]', '{a: $x, $y}', '[$x] ?// {a: $y} ?// $y'), tie('program'))
      .map(([a, p, b]) => `(${a} as ${p} | [${b}, $x${p.includes('$y') ? ', $y' : ''}])`),
    fc
      .tuple(
        tie('path'),
        tie('term'),
        fc.constantFrom('. + $i', '[., $i]', '. + [$i]', '.[$i | tostring] = .', '.a += $i', 'empty', '., $i'),
      )
      .map(([a, b, c]) => `(reduce ${a} as $i (first(${b}); ${c}))`),
    fc.tuple(tie('path'), tie('term')).map(([a, b]) => `(foreach ${a} as $i (first(${b}); [., $i]; .[1]))`),
    fc
      .tuple(
        fc.constantFrom(
          'map',
          'map_values',
          'sort_by',
          'group_by',
          'unique_by',
          'min_by',
          'max_by',
          'any',
          'all',
          'with_entries',
          'first',
          'last',
          'isempty',
          'path',
          'del',
          'paths',
          'walk',
          'add',
          'pick',
          'IN',
          'INDEX',
        ),
        tie('path'),
      )
      .map(([f, a]) => `${f}(${a})`),
    fc
      .tuple(
        tie('program'),
        fc.constantFrom(
          'type',
          'length',
          'keys',
          'values',
          'not',
          'add',
          'any',
          'all',
          'sort',
          'unique',
          'min',
          'max',
          'flatten',
          'reverse',
          'to_entries',
          'from_entries',
          'tostring',
          'tojson',
          'tonumber',
          'ascii_downcase',
          'explode',
          'implode',
          'floor',
          'abs',
          'fabs',
          'trim',
          'utf8bytelength',
          'transpose',
          'tostream',
          'paths',
          'fromjson',
          'arrays',
          'scalars',
          'numbers',
          'toboolean',
          'combinations',
          'trunc',
          'error',
          'join(",")',
          'split(",")',
          'ltrimstr("a")',
          'trimstr("a")',
          'startswith("a")',
          'has("a")',
          'has(0)',
          'contains("a")',
          'inside("abc")',
          'indices(1)',
          'index("a")',
          'flatten(1)',
          'range(3)',
          'getpath(["a",0])',
          'setpath(["a"]; 1)',
          'delpaths([["a"],[0]])',
          'bsearch(1)',
          'splits("a")',
          'test("a")',
          '[match("a|é"; "g").offset]',
          'gsub("[a-c]"; "<\\(.)>")',
          'limit(2; .[]?)',
          'nth(1; .[]?)',
          'todate',
          'gmtime',
          'ltrimstr("x")',
          '@text',
        ),
      )
      .map(([a, f]) => `(${a} | ${f})`),
    tie('program').map((a) => `(def f: ${a}; [f])`),
    fc.tuple(tie('term'), tie('program')).map(([a, b]) => `(def f(g): [g, ${b}]; f(${a}))`),
    tie('program').map((a) => `(label $out | (${a}), break $out, 1)`),
  ),
}));

const inputs = fc.letrec<{ value: JqValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    fc.constantFrom<JqValue[]>(null, true, false, 0, 1, -2, 3.5, 1e17, 'a', 'abc', '1', 'é😀', ''),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'key', 'value'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

/** Every program of a batch as one line: its first outputs, or its error. */
function harness(batch: readonly string[]): string {
  return batch.map((program) => `(try ["ok", limit(30; ${program})] catch ["error", .])`).join(',\n');
}

/** The same by our own hands. */
function ours(program: string, input: JqValue): string {
  try {
    const value = new JsonReader(JSON.stringify(input), true).next() ?? null;
    return compile(harness([program]), { exact: true })
      .run(value)
      .map((value) => jsonText(value))
      .join('\n');
  } catch (error) {
    if (error instanceof JqSyntaxError || error instanceof JqError) return error.message;
    throw error;
  }
}

describe('against the real jq', () => {
  const oracle = new Oracle();
  afterAll(() => oracle.stop());

  test('generated programs give what jq gives, errors word by word', async () => {
    let compared = 0;
    const started = performance.now();
    await fc.assert(
      fc.asyncProperty(fc.array(programs, { minLength: 8, maxLength: 8 }), inputs, async (batch, input) => {
        // However slow the machine: what was compared by then was compared.
        if (performance.now() - started > 5_000) return;
        const answers = await oracle.ask(harness(batch), JSON.stringify(input));
        if (answers === null || answers.length !== batch.length) return;
        compared += batch.length;
        for (const [at, program] of batch.entries()) {
          const answer = answers[at] ?? '';
          // Keys that are numbers stand first with us (docs/jq.md).
          if (/"\d+\\*":/.test(answer)) continue;
          expect(`${program} gives ${ours(program, input)}`).toBe(`${program} gives ${answer}`);
        }
      }),
      {
        numRuns: Number(process.env['BARROW_JQ_RUNS'] ?? 150),
        // The same programs in each check; other seeds are for whoever looks for differences.
        seed: Number(process.env['BARROW_JQ_SEED'] ?? 20_261_126),
      },
    );
    expect(compared).toBeGreaterThan(50);
  }, 120_000);
});
