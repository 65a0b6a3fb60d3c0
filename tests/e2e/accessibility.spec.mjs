// Every page through axe-core, with the rules that are off by default, narrow and wide, in both
// themes; once as it loads and once with its results and tables open.
import AxeBuilder from '@axe-core/playwright';
import { expect, ready, test } from './fixtures.mjs';
import { answer, LAB, LESSON, PAGES } from './pages.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const OFF_BY_DEFAULT = ['target-size', 'identical-links-same-purpose'];

// Body text has at least 7:1; smaller print, links and controls at least 4.5:1.
const BODY = 'main p:not(.lab-kind, .question-kind, .level)';

// axe-core takes a heading of MathML alone for an empty one.
const isMath = (id, html) => id === 'empty-table-header' && html.includes('<math');

async function audit(page) {
  const rules = Object.fromEntries(OFF_BY_DEFAULT.map((rule) => [rule, { enabled: true }]));
  const all = await new AxeBuilder({ page }).options({
    runOnly: { type: 'tag', values: TAGS }, rules,
  }).analyze();
  const body = await new AxeBuilder({ page }).include(BODY).exclude('main p a').options({
    runOnly: { type: 'rule', values: ['color-contrast-enhanced'] },
  }).analyze().catch((error) => {
    // A page without a paragraph has no body text to look at.
    if (/No elements found/.test(error.message)) return { violations: [] };
    throw error;
  });
  return [...all.violations, ...body.violations].flatMap(({ id, nodes }) =>
    nodes.filter(({ html }) => !isMath(id, html)).map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`));
}

for (const width of [320, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`no page breaks a rule, ${width} pixels wide, ${colorScheme}`, async ({ page, site }) => {
      test.setTimeout(180_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const address of PAGES) {
        await page.goto(site.url(address));
        await ready(page);
        expect(await audit(page), address).toEqual([]);
      }
    });
  }
}

for (const [width, colorScheme] of [[320, 'light'], [1280, 'dark']]) {
  test(`nothing answered or opened breaks a rule, ${width} pixels wide, ${colorScheme}`, async ({
    page, site,
  }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const address of [LESSON, LAB]) {
      await page.goto(site.url(address));
      await ready(page);
      const questions = page.locator('section.question');
      for (let k = 0; k < await questions.count(); k += 1) {
        await answer(questions.nth(k));
        await expect(questions.nth(k).locator('.verdict')).toBeVisible();
      }
      await page.locator('details').evaluateAll((all) => all.forEach((one) => (one.open = true)));
      expect(await audit(page), address).toEqual([]);
    }
  });
}

test('the audit finds what it must find', async ({ page, site }) => {
  await page.goto(site.url(LESSON));
  await ready(page);
  await page.evaluate(() => {
    const button = document.createElement('button');
    button.className = 'planted';
    document.querySelector('main').append(button);
  });
  expect((await audit(page)).join('\n')).toMatch(/button-name at .*planted/);
});
