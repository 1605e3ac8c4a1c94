// The authority's console in a real browser: the operator adds an officer on the command line, who signs in and out.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';

import { shown } from '../clients/authenticator.js';
import { go, look, start, unharmed, visitor } from './pages.js';
import { operator, press } from './people.js';

let browser;
before(async () => {
  browser = await start();
});
after(() => browser?.close());

for (const [size, language, scheme] of [
  ['phone', 'tr', 'dark'],
  ['desktop', 'en', 'light'],
]) {
  test(`an officer signs in with a second factor, ${size}, ${language}`, async () => {
    const name = `memur-${randomInt(1_000_000)}`;
    const office = 'Ankara Ticaret İl Müdürlüğü';
    const added = operator('staff', 'add', name, '--office', office, '--role', 'authority', '--province', '6', '--duty', 'cases');
    const officer = await visitor(browser, { size, language, scheme });
    const { page } = officer;
    await go(officer, '/authority');
    await page.waitForURL('**/authority/sign-in');
    await look(officer, 'authority-sign-in');
    const signIn = async (second) => {
      await page.fill('[name=name]', name);
      await page.fill('[name=password]', added.password);
      await page.fill('[name=second]', second);
      await press(officer, 'form[action="/authority/sign-in"] button');
    };
    await signIn('000');
    assert.match(await page.title(), /^(Hata|Error): /);
    await look(officer, 'authority-refused');
    await signIn(shown(added.secret));
    await page.waitForURL('**/authority');
    await page.waitForSelector('dl.facts');
    assert.match(await page.textContent('dl.facts'), /Ankara/);
    await look(officer, 'authority-overview', { whole: true });
    await press(officer, 'form[action="/authority/sign-out"] button');
    await go(officer, '/authority');
    await page.waitForURL('**/authority/sign-in');
    unharmed(officer);
  });
}
