// Every lab of the course, each on its own page: it can be used, it can be read, and it computes what
// the native program computes, bit for bit.
import { audit } from './audit.mjs';
import { expect, ready, test } from './fixtures.mjs';
import { tradeoffs } from './native.mjs';

// Four tests share the labs, so that they can run side by side.
const PARTS = 4;

const ids = () => tradeoffs('sim', 'list').trim().split('\n').map((line) => line.split(' ')[0]);

async function sidewaysScroll(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

for (let part = 0; part < PARTS; part += 1) {
  test(`every lab works, reads and agrees with the native program, ${part + 1} of ${PARTS}`, async ({
    page, site,
  }) => {
    // Cargo may have to build the command first.
    test.setTimeout(900_000);
    await page.setViewportSize({ width: 320, height: 900 });
    await page.emulateMedia({ colorScheme: part % 2 ? 'dark' : 'light', reducedMotion: 'reduce' });
    await page.addInitScript(() => {
      window.changes = [];
      document.addEventListener('tradeoffs:change', ({ detail }) => changes.push(detail));
    });
    const labs = ids().filter((_, i) => i % PARTS === part);
    expect(labs.length).toBeGreaterThan(10);
    for (const id of labs) {
      await page.goto(site.url(`lab/${id}/`));
      await ready(page);
      expect(await audit(page), id).toEqual([]);
      expect(await sidewaysScroll(page), `${id} scrolls sideways`).toBeLessThanOrEqual(0);
      // One step of the first slider, by keyboard.
      const slider = page.locator('section.lab input[type=range]').first();
      const before = await slider.getAttribute('aria-valuetext');
      await slider.focus();
      const atEnd = (await slider.inputValue()) === (await slider.getAttribute('max'));
      await slider.press(atEnd ? 'ArrowLeft' : 'ArrowRight');
      await expect(slider, id).not.toHaveAttribute('aria-valuetext', before);
      await expect.poll(() => page.evaluate(() => window.changes.length), {
        message: `${id} answers`, timeout: 30_000,
      }).toBe(1);
      const change = await page.evaluate(() => window.changes[0]);
      const native = JSON.parse(tradeoffs('sim', 'lab', id, change.state, '--seed', `${change.seed}`));
      // Both sides write the shortest text that reads back as the same bits.
      expect(change.metrics, `${id}#${change.state}`).toEqual(native.metrics);
      expect(change.sentence.trim(), id).toMatch(/\.$/);
    }
  });
}
