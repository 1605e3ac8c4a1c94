// A provider's console in a real browser: an owner takes the invitation up, looks around, records a consent and invites
// somebody.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { shown } from '../clients/authenticator.js';
import { demo, go, look, start, unharmed, until, visitor } from './pages.js';
import { press } from './people.js';

const PASSWORD = 'dört kuru incir';
/** The page of one upload. */
const UPLOAD = /\/provider\/uploads\/[0-9a-f]{32}\?/;

let browser;
/** The owner's recovery codes that are left. */
let recovery = [];
before(async () => {
  browser = await start();
});
after(() => browser?.close());

async function signIn(owner) {
  const { page } = owner;
  await page.fill('[name=email]', demo.console.email);
  await page.fill('[name=password]', PASSWORD);
  await page.fill('[name=second]', recovery.pop());
  await press(owner, 'form[action="/provider/sign-in"] button');
  await page.waitForURL('**/provider');
}

/** Which section an area of the navigation leads to, for the sections that stand under it. */
const AREAS = {
  entry: 'look-up',
  uploads: 'look-up',
  check: 'look-up',
  access: 'names',
  retailers: 'names',
  'api-users': 'people',
  activity: 'people',
};

/** Goes to a section by the navigation, through its area where that is not open. */
async function section(owner, name) {
  const link = `nav a[href^="/provider/${name}"]`;
  if (!(await owner.page.$(link))) await press(owner, `nav a[href^="/provider/${AREAS[name]}"]`);
  await press(owner, link);
}

/** A list with two rows that are recorded and one that is refused, which comes back as a file. */
async function upload(owner) {
  const { page } = owner;
  const date = new Date(Date.now() - 60_000).toLocaleString('sv-SE', { timeZone: 'Europe/Istanbul' });
  const rows = ['0532 111 22 35', 'ayse@posta.example', '5,32E+11'].map((recipient) =>
    [recipient.includes('@') ? 'EPOSTA' : 'MESAJ', 'HS_WEB', recipient, 'ONAY', date, 'BIREYSEL'].join(';'),
  );
  const text = ['type;source;recipient;status;consentDate;recipientType', ...rows].join('\r\n');
  await section(owner, 'uploads');
  await look(owner, 'console-uploads', { whole: true });
  const file = { name: 'izinler.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
  await page.setInputFiles('input[type=file]', file);
  await page.click('form[enctype="multipart/form-data"] button');
  await page.waitForURL(UPLOAD);
  await look(owner, 'console-upload-preview', { whole: true });
  await press(owner, 'form[action$="/confirm"] button.large, form[action*="/confirm"] button');
  // The page follows its rows by itself.
  await page.waitForSelector('a[href*="/refused"]');
  await look(owner, 'console-upload-done', { whole: true });
}

/** A list of three pieces that is stopped behind the first, and goes on there when it is chosen again. */
async function uploadInPieces(owner) {
  const { page } = owner;
  const folder = mkdtempSync(join(tmpdir(), 'izin-upload-'));
  const path = join(folder, 'uzun.csv');
  writeFileSync(path, `recipient\n${'+905321112233\n'.repeat(700_000)}`);
  try {
    const offsets = [];
    await page.route(/\/bytes\?/, (route) => {
      if (route.request().method() !== 'PATCH') return route.continue();
      offsets.push(Number(route.request().headers()['upload-offset']));
      // What follows the first piece never comes.
      return offsets.length === 1 ? route.continue() : undefined;
    });
    await section(owner, 'uploads');
    await page.setInputFiles('input[type=file]', path);
    await page.click('form[enctype="multipart/form-data"] button');
    await until('the second piece', () => offsets.length > 1);
    await look(owner, 'console-upload-sending');
    await page.click('[data-sending] button');
    await look(owner, 'console-upload-stopped');
    await page.unroute(/\/bytes\?/);
    await page.reload();
    const goesOn = page.waitForRequest((request) => request.method() === 'PATCH');
    await page.setInputFiles('input[type=file]', path);
    await page.click('form[enctype="multipart/form-data"] button');
    assert.equal(Number((await goesOn).headers()['upload-offset']), offsets[1]);
    await page.waitForURL(UPLOAD);
    await page.waitForSelector('text=uzun.csv');
    await press(owner, 'form[action*="/end"] button');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Everything an owner sees, once signed in. */
async function around(owner) {
  const { page } = owner;
  await look(owner, 'console-overview', { whole: true });
  await press(owner, 'tbody a');
  await page.waitForURL('**/provider/brand?**');
  await page.click('details summary');
  await look(owner, 'console-brand', { whole: true });

  await section(owner, 'look-up');
  await press(owner, 'form.inline button');
  await page.waitForSelector('.summary');
  await page.fill('#address', demo.citizen.phone);
  await press(owner, 'form.inline button');
  await page.waitForSelector('.timeline');
  await look(owner, 'console-look-up', { whole: true });
  assert.ok(!page.url().includes(demo.citizen.phone.slice(-7)), 'no address in the page’s address');

  await section(owner, 'entry');
  await press(owner, 'form[method=post][action^="/provider/entry"] button');
  await page.waitForSelector('.summary');
  assert.match(await page.title(), /^(Hata|Error): /);
  await look(owner, 'console-entry-refused', { whole: true });
  await page.fill('#recipient', owner.size === 'phone' ? '0532 111 22 33' : '0532 111 22 34');
  await page.check('[name=type][value=MESAJ]');
  await page.check('[name=status][value=ONAY]');
  await page.selectOption('#source', 'HS_WEB');
  const date = new Date(Date.now() - 60_000);
  const inTurkey = date.toLocaleString('sv-SE', { timeZone: 'Europe/Istanbul' }).replace(' ', 'T');
  await page.fill('#consentDate', inTurkey);
  await press(owner, 'form[method=post][action^="/provider/entry"] button');
  await page.waitForSelector('.notice');
  await look(owner, 'console-entry-done', { whole: true });

  await upload(owner);
  await uploadInPieces(owner);
  for (const name of ['check', 'days', 'api-users', 'retailers', 'access']) {
    await section(owner, name);
    await look(owner, `console-${name}`, { whole: true });
  }
  await page.fill('#caller', await page.inputValue('input[type=hidden][name=partner] >> nth=0'));
  await press(owner, 'form[action^="/provider/access/trial"] button');
  await page.waitForSelector('#answer');
  await look(owner, 'console-access-tried', { whole: true });
  await section(owner, 'retailers');
  await press(owner, 'main a[href^="/provider/retailers/new"]');
  await press(owner, 'form[action^="/provider/retailers/new"] button');
  await page.waitForSelector('.summary');
  await look(owner, 'console-retailer-refused', { whole: true });
  await section(owner, 'retailers');
  await press(owner, 'main a[href^="/provider/retailers/record"]');
  await look(owner, 'console-retailer-record', { whole: true });

  await section(owner, 'complaints');
  await look(owner, 'console-complaints', { whole: true });
  await press(owner, 'tbody a');
  await press(owner, 'button[name=submit]');
  await page.waitForSelector('.summary');
  await look(owner, 'console-complaint-refused', { whole: true });

  await section(owner, 'people');
  await look(owner, 'console-people');
  await press(owner, 'main a.button[href="/provider/people/invite"]');
  await press(owner, 'form[action="/provider/people/invite"] button');
  await page.waitForSelector('.summary');
  await look(owner, 'console-invite', { whole: true });
  await go(owner, '/provider/people');
  await press(owner, 'tbody a');
  await look(owner, 'console-member', { whole: true });

  await section(owner, 'activity');
  await look(owner, 'console-activity');
}

test('an owner takes the invitation up and looks around, phone, tr', async () => {
  const owner = await visitor(browser, { size: 'phone', language: 'tr', scheme: 'light' });
  const { page } = owner;
  const { pathname } = new URL(demo.console.invitation);
  await go(owner, pathname);
  await look(owner, 'console-password', { whole: true });
  await page.fill('#password', 'kısa');
  await page.fill('#again', 'kısa');
  await press(owner, 'main form button');
  await page.waitForSelector('.summary');
  await page.fill('#password', PASSWORD);
  await page.fill('#again', PASSWORD);
  await press(owner, 'main form button');
  await page.waitForSelector('.qr');
  await look(owner, 'console-second-factor', { whole: true });
  await page.fill('#code', shown(await page.textContent('.secret')));
  await press(owner, 'main form button');
  await page.waitForSelector('.codes');
  await look(owner, 'console-recovery', { whole: true });
  recovery = await page.locator('.codes code').allTextContents();
  assert.equal(recovery.length, 10);
  await press(owner, 'main a.button');
  await look(owner, 'console-sign-in', { whole: true });
  await signIn(owner);
  await around(owner);
  await press(owner, 'form[action="/provider/sign-out"] button');
  await go(owner, '/provider');
  assert.equal(new URL(page.url()).pathname, '/provider/sign-in');
  unharmed(owner);
});

test('an owner looks around, desktop, en, in the dark', async () => {
  const owner = await visitor(browser, { size: 'desktop', language: 'en', scheme: 'dark' });
  await go(owner, '/provider/sign-in');
  await signIn(owner);
  await around(owner);
  unharmed(owner);
});
