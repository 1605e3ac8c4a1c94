// A company applies to be a service provider in a real browser: what is missing is told, two sign, the operator gets it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { go, look, start, unharmed, until, visitor } from './pages.js';
import { code, newEmail, newTaxNumber, press } from './people.js';

let browser;
before(async () => {
  browser = await start();
});
after(() => browser?.close());

/** The path of the link that was sent to somebody last. */
async function link(address) {
  const someone = await visitor(browser, { language: 'tr' });
  try {
    return await until('the second signatory’s link', async () => {
      await go(someone, '/demo/inbox');
      const text = await someone.page.content();
      const from = text.indexOf(address);
      return from < 0 ? undefined : text.slice(from).match(/\/apply\/sign\/[\w-]{43}/)?.[0];
    });
  } finally {
    await someone.context.close();
  }
}

const someones = [
  { size: 'phone', language: 'tr', script: false },
  { size: 'phone', language: 'tr' },
  { size: 'desktop', language: 'en', scheme: 'dark' },
];
for (const options of someones) {
  const script = options.script === false ? ', without JavaScript' : '';
  test(`a company applies in ${options.language} on a ${options.size}${script}`, async () => {
    const someone = await visitor(browser, options);
    const { page } = someone;
    const picture = (name) => look(someone, `${name}${options.script === false ? '-plain' : ''}`, { whole: true });
    const [own, other] = [newEmail(), newEmail()];
    await go(someone, '/apply');
    await picture('apply');
    await page.fill('#address', own);
    await press(someone, 'form[action="/apply"] button');
    await page.waitForURL('**/apply/code');
    await page.fill('#code', await code(someone, own));
    await press(someone, 'form[action="/apply/code"] button');
    await page.waitForURL('**/apply/applications');
    await picture('applications');
    await press(someone, 'form[action="/apply/applications"] button');
    await page.waitForURL('**/apply/applications/*');
    await press(someone, 'button.large');
    await page.waitForSelector('.summary');
    assert.match(await page.title(), /^(Hata|Error): /);
    await picture('application-refused');

    const tax = newTaxNumber();
    await page.fill('#title', 'Deneme Giyim A.Ş.');
    await page.fill('#mersis', `0${tax}00015`);
    await page.fill('#tax-number', tax);
    await page.selectOption('#sector', 'fashion');
    await page.selectOption('#province', '34');
    await page.fill('#brands', 'Deneme\nDeneme Çocuk');
    await page.fill('#contact', 'Ayşe Yılmaz');
    await page.fill('#phone', '0212 123 45 67');
    await page.check('#joint');
    await page.fill('#signatory-name', 'Mehmet Yılmaz');
    await page.fill('#signatory-email', other);
    await press(someone, 'button.large');
    await page.waitForSelector('[data-state=unsigned]');
    await picture('application-unsigned');

    const signatory = await visitor(browser, options);
    await go(signatory, await link(other));
    await look(signatory, 'application-sign', { whole: true });
    await press(signatory, 'button[name=confirm]');
    await signatory.page.waitForSelector('[role=status]');
    await page.reload();
    await page.waitForSelector('[data-state=submitted]');
    for (const one of [someone, signatory]) {
      unharmed(one);
      await one.context.close();
    }
  });
}
