// Follows every link of the course.
import { expect, ready, test } from './fixtures.mjs';
import { PAGES } from './pages.mjs';

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
  test.setTimeout(240_000);
  const waiting = PAGES.filter((address) => address !== '404.html').map((path) => site.url(path));
  const visited = new Map();
  const fragments = [];
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
  allowed.push(/404/);
  for (const address of ['no-such-page', 'lesson/no-such-lesson/', 'a/b/c/d/']) {
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

test('the content policy bites', async ({ page, site, allowed }) => {
  allowed.push(/Content Security Policy/);
  await page.goto(site.url());
  await ready(page);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.planted = true';
    document.body.append(script);
    return window.planted === true;
  });
  expect(ran).toBe(false);
});
