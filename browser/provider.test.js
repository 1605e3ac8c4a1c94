// A company becomes a service provider and has its consents in the registry: it applies, the operator admits it, its owner
// signs in, a webhook is made, a long list is handed in and mended, and what was recorded arrives by itself.
import assert from 'node:assert/strict';
import { createHmac, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { shown } from '../clients/authenticator.js';
import { demo, go, look, start, unharmed, until, visitor } from './pages.js';
import { code, newEmail, newTaxNumber, operator, press } from './people.js';

const PASSWORD = 'beş kuru kayısı';
/** How many rows the list has; IZIN_ROWS says another number. Of each hundred three are wrong. Many more would have other
 * tests' notices wait behind those of this list. */
const ROWS = Number(process.env.IZIN_ROWS ?? 2_000);
const WRONG = ['0541', 'ayse@ornek.example', ''];
/** How long its rows may take, in milliseconds. */
const ROWS_MS = 60_000 + ROWS * 5;
/** The recipient of the contract's test payload. */
const TRIED = 'pushtest@iys.org.tr';
const COLUMNS = ['type', 'source', 'recipient', 'status', 'consentDate', 'recipientType'];

let browser;
let receiver;
before(async () => {
  browser = await start();
  receiver = await receive();
});
after(async () => {
  receiver?.server.close();
  await browser?.close();
});

/** A web server of the provider's own, which takes every message that is signed with its key. */
async function receive() {
  const server = createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString();
      const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures } = request.headers;
      const key = Buffer.from((receiver.key ?? '').replace(/^whsec_/, ''), 'base64');
      const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
      const isSigned = signatures?.split(' ').includes(`v1,${signature}`);
      if (isSigned) receiver.messages.push({ id, list: JSON.parse(body).list });
      response.writeHead(isSigned ? 204 : 401).end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/izin`, messages: [] };
}

/** Applies for a company of this name, and is admitted; the owner's address. */
async function admitted(someone, title) {
  const { page } = someone;
  const [email, tax] = [newEmail(), newTaxNumber()];
  await go(someone, '/apply');
  await page.fill('#address', email);
  await press(someone, 'form[action="/apply"] button');
  await page.waitForURL('**/apply/code');
  await page.fill('#code', await code(someone, email));
  await press(someone, 'form[action="/apply/code"] button');
  await press(someone, 'form[action="/apply/applications"] button');
  await page.waitForURL('**/apply/applications/*');
  await page.fill('#title', title);
  await page.fill('#mersis', `0${tax}00015`);
  await page.fill('#tax-number', tax);
  await page.selectOption('#sector', 'fashion');
  await page.selectOption('#province', '34');
  await page.fill('#brands', title);
  await page.fill('#contact', 'Ayşe Yılmaz');
  await page.fill('#phone', '0212 123 45 67');
  await press(someone, 'button.large');
  await page.waitForSelector('[data-state=submitted]');
  const application = operator('application', 'list').find((one) => one.title === title);
  const { code: number } = operator('application', 'approve', application.id);
  assert.ok(number > 0);
  return email;
}

/** Takes up the invitation that was sent to an address, and signs in. */
async function takenUp(someone, email) {
  const { page } = someone;
  const link = await until('the invitation', async () => {
    await go(someone, '/demo/inbox');
    const text = await page.content();
    const from = text.indexOf(email);
    return text.slice(from).match(/\/provider\/invitation\/[\w-]+/)?.[0];
  });
  await go(someone, link);
  await page.fill('#password', PASSWORD);
  await page.fill('#again', PASSWORD);
  await press(someone, 'main form button');
  await page.fill('#code', shown(await page.textContent('.secret')));
  await press(someone, 'main form button');
  const recovery = await page.locator('.codes code').first().textContent();
  await press(someone, 'main a.button');
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', PASSWORD);
  await page.fill('[name=second]', recovery);
  await press(someone, 'form[action="/provider/sign-in"] button');
  await page.waitForURL('**/provider');
  await look(someone, 'provider-new', { whole: true });
}

/** What has arrived, without the made-up movement by which a webhook is tried. */
const arrived = () => receiver.messages.flatMap(({ list }) => list).filter(({ recipient }) => recipient !== TRIED);

/** Makes a webhook for all movements of text messages, and begins to send. */
async function webhook(someone) {
  const { page } = someone;
  await go(someone, '/provider/webhooks');
  await press(someone, 'main .actions a.button');
  await page.fill('[name=url]', receiver.url);
  for (const [name, value] of [
    ['channel', 'MESAJ'],
    ['movements', 'all'],
    ['way', 'signature'],
  ]) {
    await page.check(`[name=${name}][value=${value}]`);
  }
  await press(someone, 'button.large');
  receiver.key = (await page.textContent('.secret')).trim();
  await press(someone, 'main a.button');
  await press(someone, 'form[action*="/resume"] button');
  await look(someone, 'provider-webhook', { whole: true });
  return page.url();
}

/** Hands a file in, has its rows recorded, and says what became of them, as the page tells it. */
async function recorded(someone, name, text) {
  const { page } = someone;
  await go(someone, '/provider/uploads');
  const file = { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
  await page.setInputFiles('input[type=file]', file);
  await page.click('form[enctype="multipart/form-data"] button');
  await page.waitForURL(/\/provider\/uploads\/[0-9a-f]{32}\?/);
  await page.click('button[name=confirm]');
  await page.waitForSelector('dd[data-state=done]', { timeout: ROWS_MS });
  const counts = await page.locator('section[aria-labelledby=outcomes] dd').allTextContents();
  return counts.map((count) => Number(count.replace(/\D/g, '')));
}

/** The refused rows, taken from the page that shows them. */
async function refused({ page }) {
  const taken = page.waitForEvent('download');
  await page.click('a[href*="/refused"]');
  const text = readFileSync(await (await taken).path(), 'utf8');
  return text.replace(/^\uFEFF/, '').trimEnd().split('\r\n');
}

test('a company becomes a provider, and its consents and their changes go their way', { timeout: 2 * ROWS_MS + 300_000 }, async () => {
  const owner = await visitor(browser, { size: 'desktop', language: 'tr' });
  const email = await admitted(owner, `Deneme ${randomInt(1_000_000)} A.Ş.`);
  await takenUp(owner, email);
  const attempts = await webhook(owner);

  const date = new Date(Date.now() - 60_000).toLocaleString('sv-SE', { timeZone: 'Europe/Istanbul' });
  const first = randomInt(1_000_000, 9_000_000 - ROWS);
  const right = (row) => `0541${first + row}`;
  const wrong = (row) => WRONG[row % 100];
  const line = (recipient) => ['MESAJ', 'HS_WEB', recipient, 'ONAY', date, 'BIREYSEL'].join(';');
  const rows = Array.from({ length: ROWS }, (_, row) => line(wrong(row) ?? right(row)));
  const bad = rows.map((_, row) => row).filter((row) => wrong(row) !== undefined);
  const counts = await recorded(owner, 'izinler.csv', [COLUMNS.join(';'), ...rows].join('\r\n'));
  await look(owner, 'provider-uploaded', { whole: true });
  assert.ok(counts.includes(ROWS - bad.length) && counts.includes(bad.length), `${counts}`);

  const [header, ...back] = await refused(owner);
  assert.equal(header, [...COLUMNS, 'satir', 'kod', 'hata', 'ne_yapmali'].join(';'));
  assert.deepEqual(
    back.map((row) => row.split(';')[COLUMNS.length]),
    bad.map((row) => `${row + 2}`),
  );
  const mended = back.map((row, place) => {
    const cells = row.split(';');
    cells[2] = right(bad[place]);
    return cells.join(';');
  });
  const again = await recorded(owner, 'duzeltilmis.csv', [header, ...mended].join('\r\n'));
  assert.deepEqual(
    again.filter((count) => count > 0),
    [bad.length],
  );

  // Each movement arrives once, in the order in which it was recorded.
  await until('all movements', () => arrived().length >= ROWS);
  const expected = rows.map((_, row) => row).filter((row) => wrong(row) === undefined);
  assert.deepEqual(
    arrived().map(({ recipient }) => recipient),
    [...expected, ...bad].map((row) => `+90${right(row).slice(1)}`),
  );
  const last = receiver.messages.at(-1);
  await go(owner, attempts);
  await look(owner, 'provider-attempts', { whole: true });
  await press(owner, 'tbody form[action*="/replay"] button');
  const replayed = await until('the message once more', () => receiver.messages.slice(receiver.messages.indexOf(last) + 1)[0]);
  assert.equal(replayed.id, last.id);
  unharmed(owner);
});
