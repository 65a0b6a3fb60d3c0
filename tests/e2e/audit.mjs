// axe-core with the rules that are off by default.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const OFF_BY_DEFAULT = [
  'target-size', 'identical-links-same-purpose', 'color-contrast-enhanced',
];
// Body text has at least 7:1; smaller print, links and controls at least 4.5:1.
const BODY = 'main p:not(.lab-kind, .question-kind, .level), main p :not(a, a *)';

// axe-core takes a heading of MathML alone for an empty one.
const isMath = async (id, node) =>
  id === 'empty-table-header' && (await node.locator('math').count()) > 0;

/** Everything that breaks a rule on the page as it is now. */
export async function audit(page) {
  const rules = Object.fromEntries(OFF_BY_DEFAULT.map((rule) => [rule, { enabled: true }]));
  const { violations } = await new AxeBuilder({ page }).options({
    runOnly: { type: 'tag', values: TAGS }, rules, resultTypes: ['violations'],
  }).analyze();
  const found = [];
  for (const { id, nodes } of violations) {
    for (const { target, failureSummary } of nodes) {
      const where = target.join(' ');
      const isSmall = id === 'color-contrast-enhanced'
        && await page.locator(where).evaluate((node, body) => !node.matches(body), BODY);
      if (isSmall || (await isMath(id, page.locator(where)))) continue;
      found.push(`${id} at ${where}: ${failureSummary}`);
    }
  }
  return found;
}

/** Holds the page, as it is now, against the rules on a desk and on the smallest phone. */
export async function expectSoundAtEveryWidth(page) {
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await audit(page), `at ${width} pixels`).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, `at ${width} pixels`).toBeLessThanOrEqual(0);
  }
}
