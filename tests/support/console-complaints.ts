import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { Look } from './console-browser.ts';

type Check = Look & {
  /** What differs from the looks before: everything, only what colours decide, or what depends on the width too. */
  readonly rules: 'all' | 'colours' | 'layout';
};

/** Ways to look at a page, in the order in which one leads to the next. */
const looks: readonly Check[] = [
  { colorScheme: 'light', widthPx: 1280, rules: 'all' },
  { colorScheme: 'dark', widthPx: 1280, rules: 'colours' },
  { colorScheme: 'light', widthPx: 360, rules: 'layout' },
];
const colours = ['color-contrast', 'link-in-text-block'];
/** What may differ where less is shown, or otherwise: sizes, focus, names of what only a phone shows, landmarks. */
const layout = [
  'target-size',
  'region',
  'button-name',
  'link-name',
  'label',
  'aria-hidden-focus',
  'nested-interactive',
  'scrollable-region-focusable',
  'heading-order',
  'landmark-unique',
];
const rulesOf: Readonly<Record<Check['rules'], readonly string[] | null>> = {
  all: null,
  colours,
  layout: [...colours, ...layout],
};
const heightPx = 860;
/** For a test that looks at many pages. */
export const patienceMs = 400_000;

type Violation = {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly html: string }[];
};

/** What axe-core finds in a part of a page by these rules, by all of them with null. The library is handed to a page once. */
async function violationsOf(
  page: Page,
  rules: readonly string[] | null,
  within: string,
): Promise<readonly Violation[]> {
  if (await page.evaluate<boolean>('globalThis.axe === undefined')) await page.evaluate(axe.source);
  const options = rules === null ? {} : { runOnly: { type: 'rule', values: rules } };
  return page.evaluate<readonly Violation[]>(
    `globalThis.axe.run(${JSON.stringify(within)}, ${JSON.stringify({ ...options, resultTypes: ['violations'] })}).then((result) =>
      result.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target, html }) => ({ target: target.map(String), html })) })))`,
  );
}

/**
 * What is wrong with a page in each look, in words that say where: what axe-core finds, and sideways scrolling. `within`: only this part
 * of it, where the rest was looked at before.
 */
export async function complaints(page: Page, within = 'html'): Promise<readonly string[]> {
  const all: string[] = [];
  for (const { colorScheme, widthPx, rules } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: widthPx, height: heightPx });
    const violations = await violationsOf(page, rulesOf[rules], within);
    const sideways = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    const where = `${new URL(page.url()).pathname}, ${colorScheme} at ${widthPx} px`;
    if (sideways > 0) all.push(`${where}: ${sideways} px too wide`);
    for (const { id, nodes } of violations)
      all.push(...nodes.map((node) => `${where}: ${id}: ${node.target.join(' ')}: ${node.html.slice(0, 200)}`));
  }
  await page.setViewportSize({ width: looks[0]?.widthPx ?? 1280, height: heightPx });
  return all;
}
