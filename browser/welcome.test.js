// The first page, before anybody has signed in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { accessible, demo, go, look, start, unharmed, visitor } from './pages.js';

/** What the first page may weigh with everything it loads, unpacked, in bytes. */
const FIRST_PAGE_BYTES_MAX = 50 * 1024;

let browser;
before(async () => {
  browser = await start();
});
after(() => browser?.close());

for (const language of ['tr', 'en']) {
  for (const size of ['phone', 'desktop']) {
    for (const scheme of ['light', 'dark']) {
      test(`the first page is right in ${language} on a ${size}, ${scheme}`, async () => {
        const someone = await visitor(browser, { language, size, scheme });
        await go(someone, '/');
        await look(someone, 'welcome');
        unharmed(someone);
        await someone.context.close();
      });
    }
  }
}

test('the language that was chosen outlives the page, and without JavaScript, too', async () => {
  const someone = await visitor(browser, { script: false });
  await go(someone, '/');
  await someone.page.click('form[action="/language"] button');
  someone.language = 'en';
  await accessible(someone);
  await go(someone, '/sign-in');
  await accessible(someone);
  unharmed(someone);
  await someone.context.close();
});

test('the first page and all it loads weigh less than 50 KB', async () => {
  const someone = await visitor(browser);
  const bodies = [];
  someone.page.on('response', (response) => bodies.push(response.body()));
  await someone.page.goto(demo.web, { waitUntil: 'networkidle' });
  const bytes = (await Promise.all(bodies)).reduce((sum, body) => sum + body.length, 0);
  assert.ok(bodies.length > 1 && bytes < FIRST_PAGE_BYTES_MAX, `${bodies.length} answers, ${bytes} bytes`);
  await someone.context.close();
});
