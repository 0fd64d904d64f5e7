/** Hands in one ask of an organisation; resolves with its answer once the work that it was part of is done. */
export type Gatherer<Ask, Answer> = (orgId: string, ask: Ask) => Promise<Answer>;

type Waiting<Ask, Answer> = {
  readonly ask: Ask;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Does together what is asked for an organisation at about the same time: whatever comes while a piece of work is under way makes the
 * next. `work` answers each ask, in their order. Work that fails is done again ask by ask, so that none costs another.
 */
export function createGatherer<Ask, Answer>(
  work: (orgId: string, asks: readonly Ask[]) => Promise<readonly Answer[]>,
  atMost = 500,
): Gatherer<Ask, Answer> {
  const lines = new Map<string, Waiting<Ask, Answer>[]>();

  async function answer(orgId: string, part: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await work(
        orgId,
        part.map(({ ask }) => ask),
      );
      if (answers.length !== part.length) throw new Error('gathered work has not answered every ask');
      answers.forEach((one, index) => part[index]?.resolve(one));
    } catch (error) {
      if (part.length === 1) part[0]?.reject(error);
      else for (const one of part) await answer(orgId, [one]);
    }
  }

  async function serve(orgId: string, line: Waiting<Ask, Answer>[]): Promise<void> {
    // What is asked for in the same turn of the event loop goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (line.length > 0) await answer(orgId, line.splice(0, atMost));
    lines.delete(orgId);
  }

  return (orgId, ask) =>
    new Promise((resolve, reject) => {
      const line = lines.get(orgId);
      const waiting = { ask, resolve, reject };
      if (line !== undefined) {
        line.push(waiting);
        return;
      }
      const begun = [waiting];
      lines.set(orgId, begun);
      void serve(orgId, begun);
    });
}
