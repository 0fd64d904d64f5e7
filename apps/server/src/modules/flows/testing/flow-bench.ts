import { newId } from '../../../platform/clock.ts';
import { createTestHouse, type TestHouse, type TestHouseOptions } from '../../../testing/test-house.ts';
import { at, textAt } from '../../../testing/json-at.ts';

/** A house in which workflows are published and run. */
export type FlowBench = {
  readonly house: TestHouse;
  /** Publishes `do` under a name; answers the id of the definition. `more` are other fields of the document. */
  publish(name: string, tasks: readonly object[], more?: object, metadata?: object): Promise<string>;
  /** Starts a run of it and waits for its end, at most `waitMs`. */
  run(name: string, input?: unknown, waitMs?: number): Promise<StartedRun>;
  read(runId: string): Promise<unknown>;
  /** The history, as `kind task` lines. */
  history(runId: string): Promise<string[]>;
};

export type StartedRun = {
  readonly runId: string;
  readonly status: string;
  readonly output: unknown;
  readonly error: unknown;
};

export async function createFlowBench(options: TestHouseOptions = {}): Promise<FlowBench> {
  const house = await createTestHouse(options);
  return {
    house,
    async publish(name, tasks, more = {}, metadata) {
      const document = {
        dsl: '1.0.3',
        namespace: 'test',
        name,
        version: '1.0.0',
        ...(metadata === undefined ? {} : { metadata }),
      };
      const answer = await house.api('POST', '/flows/definitions', {
        source: JSON.stringify({ document, ...more, do: tasks }),
      });
      if (answer.status !== 200) throw new Error(`publishing ${name}: ${JSON.stringify(answer.body)}`);
      return textAt(answer.body, 'definitionId');
    },
    async run(name, input = {}, waitMs = 10_000) {
      const runId = newId();
      const answer = await house.api('POST', '/flows/runs', { id: runId, namespace: 'test', name, input, waitMs });
      if (answer.status !== 200) throw new Error(`starting ${name}: ${JSON.stringify(answer.body)}`);
      return {
        runId,
        status: textAt(answer.body, 'status'),
        output: answer.at('output'),
        error: answer.at('error'),
      };
    },
    read: async (runId) => (await house.api('GET', `/flows/runs/${runId}`)).body,
    async history(runId) {
      const answer = await house.api('GET', `/flows/runs/${runId}/history?limit=500`);
      const items = answer.at('items');
      return (Array.isArray(items) ? items : []).map((entry: unknown) =>
        [textAt(entry, 'kind'), at(entry, 'task')].filter((part) => typeof part === 'string').join(' '),
      );
    },
  };
}

/** Looks again and again until there is something, at most for some seconds. */
export async function eventually<T>(look: () => Promise<T | undefined> | T | undefined, withinMs = 10_000): Promise<T> {
  for (const deadline = Date.now() + withinMs; ;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`it did not come about in ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
