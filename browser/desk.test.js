// The desk and complaints in a real browser: an agent serves the demo's citizen, who complains and sees who has looked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { demo, go, look, start, unharmed, visitor } from './pages.js';
import { code, press, signIn } from './people.js';

let browser;
before(async () => {
  browser = await start();
});
after(() => browser?.close());

for (const [size, language, scheme] of [
  ['phone', 'tr', 'light'],
  ['desktop', 'en', 'dark'],
]) {
  test(`a caller is served at the desk, ${size}, ${language}`, async () => {
    const agent = await visitor(browser, { size, language, scheme });
    const { page } = agent;
    await go(agent, '/desk/sign-in');
    await look(agent, 'desk-sign-in');
    await page.fill('[name=name]', demo.desk.username);
    await page.fill('[name=password]', demo.desk.password);
    await press(agent, 'form[action="/desk/sign-in"] button');
    await page.waitForURL('**/desk');
    await look(agent, 'desk-begin', { whole: true });
    await press(agent, 'form[action="/desk/call"] button');
    assert.equal(await page.locator('.summary li').count(), 2);
    assert.match(await page.title(), /^(Hata|Error): /);
    assert.equal(await page.evaluate(() => document.activeElement.className), 'summary');
    await look(agent, 'desk-refused', { whole: true });
    await page.fill('#address', demo.citizen.email);
    await page.check('[name=reason][value=refusal]');
    await page.fill('#note', 'Sesli posta');
    await press(agent, 'form[action="/desk/call"] button');
    await page.waitForURL('**/desk');
    await look(agent, 'desk-proof');
    await page.fill('#code', await code(agent, demo.citizen.email));
    await press(agent, 'form[action="/desk/proof"] button');
    await page.waitForURL('**/desk/caller');
    assert.equal(await page.textContent('[data-caller]'), demo.citizen.email);
    await look(agent, 'desk-caller');
    const record = await page.getAttribute('button[name=record]', 'value');
    await press(agent, `button[name=record][value="${record}"]`);
    await page.waitForSelector('[data-changed="1"]');
    await look(agent, 'desk-done');
    await press(agent, 'a.button[href="/desk/caller"]');
    await press(agent, `a[href="/desk/caller/records/${record}"]`);
    await page.waitForURL('**/records/**');
    await look(agent, 'desk-story');
    await go(agent, '/desk/caller/approve?q=karanfil');
    await look(agent, 'desk-approve');
    await go(agent, '/desk/complaints');
    await look(agent, 'desk-complaints');
    await press(agent, 'form[action="/desk/end"] button');
    await page.waitForURL('**/desk');
    await go(agent, '/desk/caller');
    assert.equal(new URL(page.url()).pathname, '/desk');
    unharmed(agent);
    await agent.context.close();
  });

  test(`a complaint is written, left, filed and followed, ${size}, ${language}`, async () => {
    const citizen = await visitor(browser, { size, language, scheme });
    const { page } = citizen;
    await signIn(citizen);
    await go(citizen, '/complaints');
    await look(citizen, 'complaints-none');
    await go(citizen, '/complaints/new?q=karanfil');
    await look(citizen, 'complaint-search', { whole: true });
    await press(citizen, '[data-brand]');
    await page.waitForSelector('[data-on-record]');
    await look(citizen, 'complaint-on-record');
    await press(citizen, 'form[action="/complaints/new"] button');
    await page.waitForURL('**/drafts/*');
    await look(citizen, 'complaint-message', { whole: true });
    await page.check('[name=channel][value=MESAJ]');
    await page.check('[name=address] >> nth=0');
    await page.check('[name=operator][value=Turkcell]');
    await page.fill('#sender', 'KARANFIL');
    await page.fill('#day', await page.getAttribute('#day', 'max'));
    await page.fill('#time', '00:01');
    await page.fill('#text', 'Büyük indirim! <b>Kaçırmayın</b>');
    await press(citizen, 'form[action*="/drafts/"] button:not([name])');
    await page.waitForURL('**step=person');
    await look(citizen, 'complaint-person', { whole: true });
    await press(citizen, 'form[action*="/drafts/"] button[value=leave]');
    await page.waitForURL('**/complaints');
    await look(citizen, 'complaints-draft');
    await press(citizen, '[data-draft] h2 a');
    await page.waitForURL('**/drafts/*');
    assert.equal(await page.inputValue('#sender'), 'KARANFIL');
    const draft = page.url().split('?')[0];
    await go(citizen, `${draft}/review`);
    assert.ok((await page.locator('[data-gap]').count()) >= 4);
    await look(citizen, 'complaint-gaps', { whole: true });
    await go(citizen, `${draft}?step=person`);
    await page.fill('#name', 'Ayşe Yılmaz');
    await page.fill('#national-id', '10000000146');
    await page.selectOption('#province', '34');
    await page.check('[name=tell][value=here]');
    await press(citizen, 'form[action*="/drafts/"] button:not([name])');
    await page.waitForURL('**/review');
    assert.equal(await page.locator('[data-gap]').count(), 0);
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await page.setInputFiles('#image-file', { name: 'ekran.png', mimeType: 'image/png', buffer: png });
    await press(citizen, 'form[enctype] button');
    await page.waitForSelector('[data-image]');
    await look(citizen, 'complaint-review', { whole: true });
    await press(citizen, 'form[action$="/file"] button');
    await page.waitForSelector('[data-number]');
    assert.match(await page.getAttribute('[data-number]', 'data-number'), /^\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    assert.equal(await page.textContent('[data-text]'), 'Büyük indirim! <b>Kaçırmayın</b>');
    await look(citizen, 'complaint-filed', { whole: true });
    await go(citizen, '/accesses');
    await look(citizen, 'accesses');
    unharmed(citizen);
    await citizen.context.close();
  });
}
