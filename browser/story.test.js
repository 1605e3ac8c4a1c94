// The whole story of a recipient: a code, the one screen, refusing and taking it back, the receipt, the notice of a new
// consent and the way out of it; and what the brand sees of each.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { accessible, call, demo, go, look, start, unharmed, visitor } from './pages.js';
import {
  code, lastChange, maySend, newEmail, newPhone, noticeTo, press, provider, record, refused, signIn,
} from './people.js';

const RECEIPT = /^[0-9a-f]{64}$/;
/** How many brands the demo's citizen has dealt with, at least. */
const BRANDS = 60;

let browser;
before(async () => {
  browser = await start();
});
after(() => browser?.close());

/** Adds an address to an account, proven like the first. */
async function addAddress(someone, address) {
  const { page } = someone;
  await go(someone, '/addresses');
  await accessible(someone);
  await page.fill('#address', address);
  await press(someone, 'form[action="/addresses"] button');
  await accessible(someone);
  await page.fill('[name=code]', await code(someone, address));
  await press(someone, 'form[action="/addresses/code"] button');
  await page.waitForSelector(`h2:has-text("${address}")`);
}

test('the demo’s citizen sees sixty brands, refuses them all, and takes it back', async () => {
  const citizen = await visitor(browser, { size: 'phone', language: 'tr' });
  const { page } = citizen;
  await go(citizen, '/');
  await go(citizen, '/consents');
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'strangers see nothing');
  await signIn(citizen);
  const brands = new Set();
  for (let more = true; more; ) {
    for (const name of await page.$$eval('section.card h2', (found) => found.map((each) => each.textContent))) {
      brands.add(name);
    }
    await accessible(citizen);
    more = (await page.locator('nav.pages a[rel=next]').count()) > 0;
    if (more) await press(citizen, 'nav.pages a[rel=next]');
  }
  assert.ok(brands.size >= BRANDS, `${brands.size} brands`);
  await go(citizen, '/consents');
  await look(citizen, 'story-screen');

  await press(citizen, '.large-steps a[href="/consents/all"]');
  await look(citizen, 'story-everything');
  await press(citizen, 'button[name=all]');
  await page.waitForSelector('[role=status] form[action="/consents/undo"]');
  await look(citizen, 'story-refused');
  assert.equal(await page.locator('.tag.yes').count(), 0);
  await press(citizen, 'form[action="/consents/undo"] button');
  await page.waitForSelector('.tag.yes');
  await look(citizen, 'story-undone');
  unharmed(citizen);
  await citizen.context.close();
});

for (const [size, language, scheme] of [
  ['phone', 'tr', 'light'],
  ['desktop', 'tr', 'dark'],
  ['phone', 'en', 'dark'],
  ['desktop', 'en', 'light'],
]) {
  test(`a record’s story from the refusal to the brand’s feed, ${language} on a ${size}`, async () => {
    const phone = newPhone();
    for (const brand of provider.brands.slice(0, 2)) await record(phone, 'MESAJ', brand);
    await record(phone, 'ARAMA');
    const person = await visitor(browser, { size, language, scheme });
    const { page } = person;
    await signIn(person, phone);
    assert.equal(await page.locator('ul.rows > li').count(), 3);
    await look(person, 'consents');

    // Found, refused, in force, and told to the brand.
    await page.fill('#q', 'karanfıl');
    await page.click('form.filter summary');
    await page.selectOption('#channel', 'MESAJ');
    await page.locator('form.filter button').click();
    await page.waitForFunction(() => document.querySelectorAll('ul.rows > li').length === 2);
    await accessible(person);
    const button = page.locator(`button[name=one][value$="-${provider.brands[0]}-1-2"]`);
    const name = (await button.getAttribute('value')).replace('RET:', '');
    await button.click();
    await page.waitForSelector('[role=status] .receipts', { state: 'attached' });
    const receipt = await page.textContent('.receipts code');
    assert.match(receipt, RECEIPT);
    const change = await refused(phone, 'MESAJ', 'IYS_WEB');
    assert.equal(change.transactionId, receipt);
    await look(person, 'refused');

    // Its history, with the receipt to take away.
    await go(person, `/consents/${name}`);
    await look(person, 'history', { whole: true });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click(`a[href="/consents/${name}/receipts/${receipt}"]`),
    ]);
    const taken = JSON.parse(readFileSync(await download.path(), 'utf8'));
    assert.equal(taken.transactionId, receipt);
    assert.match(taken.proof, /\n— /, 'a receipt has its path to a root that is signed');

    // Calls go, too, all at once and behind a question; then the brand's own approval comes back.
    await go(person, '/consents/all?channel=ARAMA');
    await accessible(person);
    await press(person, 'button[name=all]');
    await refused(phone, 'ARAMA', 'IYS_WEB');
    await press(person, 'form[action="/consents/undo"] button');
    await page.waitForSelector('.tag.yes');
    assert.equal(await maySend(phone, 'ARAMA'), true);
    assert.equal((await lastChange(phone, 'ARAMA')).status, 'ONAY');

    // A brand of one's own choice.
    await go(person, '/approve?q=poyraz');
    await accessible(person);
    await press(person, 'a[href="/approve/brand?code=630001"]');
    await look(person, 'approve');
    await page.check('[name=place] >> nth=0');
    await press(person, 'form[action="/approve/brand"] button');
    await page.waitForSelector('.receipts', { state: 'attached' });
    await accessible(person);

    // Another address, proven like the first.
    await addAddress(person, newEmail());
    await look(person, 'addresses');

    // All that is held, to take away.
    await go(person, '/data');
    await look(person, 'data');
    for (const [format, part] of [['json', phone], ['csv', receipt]]) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.click(`a[href="/data.${format}"]`)]);
      assert.ok(readFileSync(await file.path(), 'utf8').includes(part), `${format} lacks ${part}`);
    }
    await go(person, '/accesses');
    await look(person, 'accesses');

    await press(person, 'form[action="/sign-out"] button');
    await go(person, '/consents');
    assert.equal(new URL(page.url()).pathname, '/sign-in');
    unharmed(person);
    await person.context.close();
  });

  test(`a notice can be left from, ${language} on a ${size}`, async () => {
    const phone = newPhone();
    await record(phone, 'MESAJ');
    const person = await visitor(browser, { size, language, scheme });
    const { page } = person;
    const link = `${await noticeTo(person, phone)}?lang=${language}`;
    await go(person, link);
    await look(person, 'exit', { whole: true });
    await page.reload();
    assert.equal(await maySend(phone, 'MESAJ'), true, 'looking changes nothing');
    await press(person, 'button[name=refuse][value=all]');
    await page.waitForSelector('[role=status]');
    await look(person, 'exit-done', { whole: true });
    const change = await refused(phone, 'MESAJ', 'IYS_KISAMESAJ');
    assert.equal(await page.textContent('dd code'), change.transactionId);

    const forged = link.replace(/\/e\/./, (start) => (start.endsWith('A') ? '/e/B' : '/e/A'));
    await go(person, forged, 404);
    await accessible(person);
    unharmed(person);
    await person.context.close();
  });
}

test('the pages do all of it without JavaScript as well', async () => {
  const phone = newPhone();
  await record(phone, 'MESAJ');
  await record(phone, 'ARAMA');
  const person = await visitor(browser, { script: false });
  await signIn(person, phone);
  await press(person, 'button[name=one][value$="-1-2"]');
  await person.page.waitForSelector('.receipts', { state: 'attached' });
  await refused(phone, 'MESAJ', 'IYS_WEB');
  await press(person, 'form[action="/consents/undo"] button');
  assert.equal(await maySend(phone, 'MESAJ'), true);
  await person.page.check('[name=record] >> nth=0');
  await person.page.check('[name=record] >> nth=1');
  await press(person, 'button[name=selected][value=RET]');
  await refused(phone, 'MESAJ', 'IYS_WEB');
  await refused(phone, 'ARAMA', 'IYS_WEB');
  unharmed(person);
  await person.context.close();
});

test('a mail program’s one click refuses, and answers no browser’s questions', async () => {
  const email = newEmail();
  await record(email, 'EPOSTA');
  const person = await visitor(browser, {});
  const link = await noticeTo(person, email);
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  const answer = await fetch(link, { method: 'POST', body, redirect: 'manual' });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('set-cookie'), null);
  await refused(email, 'EPOSTA', 'IYS_EPOSTA');
  await person.context.close();
});

test('a text message refuses', async () => {
  const phone = newPhone();
  await record(phone, 'MESAJ');
  const json = { id: phone, sender: phone, recipient: '3338', text: 'ret  karanfıl.', reply: 'INLINE' };
  const answer = await call('/izin/v1/texts', { token: demo.gateways.text, json });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.ok(answer.body.answer);
  await refused(phone, 'MESAJ', 'IYS_KISAMESAJ');
});

test('a call to the voice menu refuses', async () => {
  const phone = newPhone();
  await record(phone, 'ARAMA');
  let state;
  const step = async (input) => {
    const json = { call: phone, caller: phone, verified: true, input, state };
    const { status, body } = await call('/izin/v1/voice', { token: demo.gateways.voice, json });
    assert.equal(status, 200, JSON.stringify(body));
    ({ state } = body);
    return body;
  };
  const menu = await step();
  assert.ok(menu.choices.some(({ key }) => key === '3'));
  const question = await step('3');
  if (!question.end) await step(question.choices[0].key);
  await refused(phone, 'ARAMA', 'IYS_CM');
});

test('an agent refuses for a caller who has spoken the code', async () => {
  const phone = newPhone();
  await record(phone, 'MESAJ');
  const agent = await visitor(browser, { size: 'desktop' });
  const { page } = agent;
  await go(agent, '/desk/sign-in');
  await page.fill('[name=name]', demo.desk.username);
  await page.fill('[name=password]', demo.desk.password);
  await press(agent, 'form[action="/desk/sign-in"] button');
  await page.fill('#address', phone);
  await page.check('[name=reason][value=refusal]');
  await press(agent, 'form[action="/desk/call"] button');
  await page.fill('#code', await code(agent, phone));
  await press(agent, 'form[action="/desk/proof"] button');
  await press(agent, 'button[name=record]');
  await page.waitForSelector('[data-changed="1"]');
  await refused(phone, 'MESAJ', 'IYS_CM');
  unharmed(agent);
  await agent.context.close();
});
