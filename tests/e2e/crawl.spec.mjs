// Follows every link of the course.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, ready, test } from './fixtures.mjs';
import { LESSON, PAGES } from './pages.mjs';
import { siteRoot } from './site.mjs';

// All that a page leads to: its links, and the files it asks for.
async function linksOf(page) {
  return page.evaluate(() => {
    const links = [...document.querySelectorAll('a[href]')].map((link) => ({
      href: link.href,
      text: link.textContent.trim() || link.getAttribute('aria-label'),
      opens: link.target,
      rel: link.rel,
    }));
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    return { links, ids, address: location.href };
  });
}

test('every link leads somewhere, and no request leaves the course', async ({ page, site }) => {
  test.setTimeout(600_000);
  const waiting = PAGES.filter((address) => address !== '404.html').map((path) => site.url(path));
  const visited = new Map();
  const fragments = [];
  await page.addInitScript(() => {
    window.refused = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      refused.push(`${violatedDirective} ${blockedURI}`);
    });
  });
  while (waiting.length > 0) {
    const address = waiting.shift();
    if (visited.has(address)) continue;
    if (/\.(png|svg|json|txt|pdf|csv)$/.test(new URL(address).pathname)) {
      expect((await page.request.get(address)).status(), address).toBe(200);
      visited.set(address, []);
      continue;
    }
    const response = await page.goto(address);
    expect(response.status(), address).toBe(200);
    await ready(page);
    expect(await page.evaluate(() => window.refused), `refused in ${address}`).toEqual([]);
    const { links, ids } = await linksOf(page);
    expect(new Set(ids).size, `an id is used twice in ${address}`).toBe(ids.length);
    visited.set(address, ids);
    for (const { href, text, opens, rel } of links) {
      expect(text, `a link of ${address} to ${href} has no name`).toBeTruthy();
      if (opens === '_blank') expect(rel, `${href} in ${address}`).toContain('noopener');
      const url = new URL(href);
      if (url.origin !== site.origin) {
        expect(['https:', 'mailto:'], `${href} in ${address}`).toContain(url.protocol);
        continue;
      }
      const target = url.origin + url.pathname;
      if (url.hash && !url.hash.includes('=')) fragments.push([address, target, url.hash.slice(1)]);
      waiting.push(target);
    }
  }
  expect(visited.size).toBeGreaterThanOrEqual(PAGES.length - 1);
  for (const [from, to, id] of fragments) {
    expect(visited.get(to), `${from} links to #${id} of ${to}`).toContain(decodeURIComponent(id));
  }
});

test('an unknown address answers 404, with a page that leads on', async ({ page, site, allowed }) => {
  for (const address of ['no-such-page', 'lesson/no-such-lesson/', 'a/b/c/d/']) {
    // The page itself may be missing, but none of its files.
    allowed.push(new RegExp(`404 .*${site.url(address)}\\)$`));
    const response = await page.goto(site.url(address));
    expect(response.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const links = await page.getByRole('main').getByRole('link').evaluateAll((all) =>
      all.map(({ href }) => href));
    expect(links.length).toBeGreaterThan(0);
    for (const href of links) {
      expect((await page.request.get(href)).status(), `${href} from ${address}`).toBe(200);
    }
  }
});

test('the policy of a page stops a script that somebody has planted in it', async ({
  page, site, allowed,
}) => {
  allowed.push(/Content Security Policy/);
  // Without the header: the page must protect itself on hosts that send none.
  site.policy = null;
  const planted = `<script>window.planted = 1</script><img src="x" onerror="window.planted = 2" alt="">
    <a id="trap" href="javascript:window.planted = 3">x</a></main>`;
  const whole = readFileSync(join(siteRoot(), LESSON, 'index.html'), 'utf8');
  const body = whole.replace('</main>', planted);
  site.fail = (path) => path === `/${LESSON}` && { body, type: 'text/html; charset=utf-8' };
  allowed.push(/404 .*\/x\)$/);
  await page.goto(site.url(LESSON));
  await ready(page);
  await page.locator('#trap').click();
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.planted = 4';
    document.body.append(script);
    return window.planted;
  });
  expect(ran).toBe(undefined);
});
