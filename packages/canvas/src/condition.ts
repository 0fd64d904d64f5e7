export const conditionOperators = ['==', '!=', '<', '<=', '>', '>='] as const;
export type ConditionOperator = (typeof conditionOperators)[number];

/** One comparison that people can read as a sentence. */
export type Comparison = {
  readonly left: string;
  readonly operator: ConditionOperator;
  readonly right: string | number | boolean | null;
};

/** Comparisons that all, or any of which, must hold. */
export type Condition = { readonly join: 'and' | 'or'; readonly comparisons: readonly Comparison[] };

/** Texts that mean the same in jq and JSON: without a value put into them by `\(…)`. */
const quoted = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`;
const steps = String.raw`(?:\.[A-Za-z_]\w*|\[${quoted}\]|\[\d+\])*`;
const path = String.raw`\.(?:[A-Za-z_]\w*|\[${quoted}\]|\[\d+\])?${steps}|\$[A-Za-z_]\w*${steps}`;
const literal = String.raw`${quoted}|-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false|null`;
const comparison = new RegExp(String.raw`^\s*(${path})\s*(==|!=|<=|>=|<|>)\s*(${literal})\s*`);

/** An expression as a condition in words; undefined when it is more than that and stays text. */
export function conditionOf(expression: string): Condition | undefined {
  let rest = /^\s*\$\{([\s\S]*)\}\s*$/.exec(expression)?.[1] ?? expression;
  const comparisons: Comparison[] = [];
  let join: Condition['join'] | undefined;
  for (;;) {
    const [whole, left, operator, right] = comparison.exec(rest) ?? [];
    if (whole === undefined || left === undefined || right === undefined) return undefined;
    const known = conditionOperators.find((one) => one === operator);
    const value: unknown = JSON.parse(right);
    if (known === undefined || !isScalar(value)) return undefined;
    // A number that would be written otherwise stays as it is.
    if (typeof value === 'number' && String(value) !== right) return undefined;
    comparisons.push({ left, operator: known, right: value });
    rest = rest.slice(whole.length);
    if (rest === '') return { join: join ?? 'and', comparisons };
    const [word, joined] = /^(and|or)\b/.exec(rest) ?? [];
    if (word === undefined || (join !== undefined && join !== joined)) return undefined;
    join = joined === 'or' ? 'or' : 'and';
    rest = rest.slice(word.length);
  }
}

/** The expression of a condition. */
export function jqOf({ join, comparisons }: Condition): string {
  const said = comparisons.map(({ left, operator, right }) => `${left} ${operator} ${JSON.stringify(right)}`);
  return `\${ ${said.join(` ${join} `)} }`;
}

const operatorWords: Readonly<Record<ConditionOperator, string>> = {
  '==': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
};

/** A condition as a sentence: `data total is more than 100 and data kind is "return"`. */
export function conditionSentence({ join, comparisons }: Condition): string {
  return comparisons
    .map(({ left, operator, right }) => `${spoken(left)} ${operatorWords[operator]} ${JSON.stringify(right)}`)
    .join(` ${join} `);
}

/** `.data.totalMinor` as `data total minor`. */
function spoken(path: string): string {
  return path
    .replace(/^\$workflow\.input\b/, '')
    .replace(/^[.$]/, '')
    .replaceAll(/\[(\d+)\]/g, ' number $1')
    .replaceAll(/\["([^"]*)"\]/g, ' $1')
    .replaceAll('.', ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .trim();
}

function isScalar(value: unknown): value is Comparison['right'] {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
