import { workflowOf } from './workflow-of.ts';

export type Random = () => number;

/** A generator of numbers from 0 to below 1 (mulberry32, T. Ettinger, 2017): the same seed, the same numbers. */
export function randomOf(seed: number): Random {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/**
 * A definition of nested tasks of every kind that waits or holds others. How it ends does not hang on when something comes: no branch
 * competes and no time is limited.
 */
export function randomWorkflow(random: Random): string {
  let count = 0;
  const name = (): string => `t${(count += 1)}`;
  const list = (depth: number, most: number): string => {
    const items = Array.from({ length: 1 + below(random, most) }, () => `{ ${name()}: ${task(depth)} }`);
    return `[ ${items.join(', ')} ]`;
  };
  const leaf = (): string => {
    switch (below(random, 6)) {
      case 0:
        return `{ set: { n: '\${ ((.n? // 0) | if type == "number" then . else 0 end) + 1 }' } }`;
      case 1:
        return `{ wait: { milliseconds: ${1 + below(random, 50)} } }`;
      case 2:
        return `{ emit: { event: { with: { type: told } } }, output: { as: '{ n: 5 }' } }`;
      case 3:
        return `{ listen: { to: { one: { with: { type: go${below(random, 3)} } } } }, output: { as: '{ n: .[0] }' } }`;
      case 4:
        return `{ call: twice, with: { n: 2 } }`;
      default:
        return `{ call: http, with: { method: get, endpoint: 'https://shop.example/' } }`;
    }
  };
  const task = (depth: number): string => {
    if (depth >= 3 || random() < 0.45) return leaf();
    switch (below(random, 5)) {
      case 0:
        return `{ do: ${list(depth + 1, 3)} }`;
      case 1:
        return `{ for: { in: '\${ [range(${1 + below(random, 3)})] }' }, do: ${list(depth + 1, 2)} }`;
      case 2:
        return `{ fork: { branches: ${list(depth + 1, 3)} } }`;
      case 3:
        return `{ try: ${list(depth + 1, 2)}, catch: { retry: { delay: { milliseconds: ${below(random, 9)} }, limit: { attempt: { count: ${below(random, 3)} } } }, do: [ { ${name()}: { set: { n: 0 } } } ] } }`;
      default:
        return `{ try: ${list(depth + 1, 2)}, catch: { do: ${list(depth + 1, 2)} } }`;
    }
  };
  const tasks = list(0, 4);
  return workflowOf(
    `use: { functions: { twice: { do: [ { w: { wait: { milliseconds: 3 } } }, { s: { set: { n: '\${ 2 }' } } } ] } } }\ndo: ${tasks}`,
  );
}
