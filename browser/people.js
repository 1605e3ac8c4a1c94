// What people do on every page: press, read a code that was sent to them, sign in; and what a provider's software does.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

import { call, demo, go, until } from './pages.js';

/** The codes that were read already. */
const read = new Set();

/** What the registry's operator says on the command line, beside the running server. */
export function operator(...words) {
  const said = execFileSync(process.env.IZIN_PROGRAM, [...words, '--json', '--data', process.env.IZIN_DATA]);
  return JSON.parse(said.toString());
}

/** The newest code that the demo's inbox has for an address. */
export async function code(someone, address) {
  const inbox = await someone.context.newPage();
  const digits = await until('a code', async () => {
    await inbox.goto(new URL('/demo/inbox', demo.web).href);
    const codes = await inbox.$$eval(
      'article.message',
      (found, to) =>
        found
          .filter((each) => each.querySelector('strong').textContent === to)
          .map((each) => each.querySelector('.code')?.textContent),
      address,
    );
    return codes.find((each) => each && !read.has(each));
  });
  read.add(digits);
  await inbox.close();
  return digits;
}

/** Presses a button or a link and waits for the page, or the part of one, that answers. */
export async function press({ page }, selector) {
  const answered = page.waitForResponse((response) => {
    const kind = response.request().resourceType();
    // A redirect is not the answer yet.
    return ['document', 'fetch', 'xhr'].includes(kind) && (response.status() < 300 || response.status() >= 400);
  });
  await Promise.all([answered, page.click(selector)]);
  await (await answered).finished();
  await page.waitForLoadState('load');
}

/** Signs somebody in by a code from the demo's inbox; by the demo's citizen's phone number unless another is given. */
export async function signIn(someone, address = demo.citizen.phone) {
  await go(someone, '/sign-in');
  await someone.page.fill('#address', address);
  await press(someone, 'form[action="/sign-in"] button');
  await someone.page.waitForURL('**/sign-in/code');
  await someone.page.fill('[name=code]', await code(someone, address));
  await press(someone, 'form[action="/sign-in/code"] button');
  await someone.page.waitForURL('**/consents');
  // The account speaks the language of its first sign-in until its owner chooses another.
  const other = someone.page.locator(`form[action="/language"] button[value="${someone.language}"]`);
  if (await other.count()) await other.click();
  await someone.page.waitForSelector(`html[lang="${someone.language}"]`);
}

/** The provider whose brands the tests speak for, and its master brand. */
export const provider = demo.providers[0];
const brands = `/sps/${provider.iysCode}/brands`;

let token;
/** Calls the İYS contract as the provider's own software does. */
export async function asProvider(where, options = {}) {
  if (!token) {
    const { username, password } = provider;
    const form = { grant_type: 'password', username, password };
    const answer = await call('/oauth2/token', { form });
    assert.equal(answer.status, 200);
    token = answer.body.access_token;
  }
  return call(where, { token, ...options });
}

/** A phone number and an e-mail address that no other test uses. */
export const newPhone = () => `+90531${randomInt(1_000_000, 10_000_000)}`;
export const newEmail = () => `browser-${randomInt(2 ** 47)}@posta.example`;

/** A tax number of ten digits that no other test uses, with its check digit. */
export function newTaxNumber() {
  const digits = Array.from({ length: 9 }, () => randomInt(10));
  const sum = digits.reduce((all, digit, at) => {
    const moved = (digit + 9 - at) % 10;
    const weighted = (moved * 2 ** (9 - at)) % 9;
    return all + (moved !== 0 && weighted === 0 ? 9 : weighted);
  }, 0);
  return digits.join('') + ((10 - (sum % 10)) % 10);
}

/** The provider records an approval, a minute old, in somebody's name. */
export async function record(recipient, type, brand = provider.brands[0]) {
  const turkish = new Date(Date.now() + 3 * 3_600_000 - 60_000);
  const consentDate = turkish.toISOString().slice(0, 19).replace('T', ' ');
  const json = { recipient, type, source: 'HS_WEB', status: 'ONAY', recipientType: 'BIREYSEL', consentDate };
  const answer = await asProvider(`${brands}/${brand}/consents`, { json });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

/** The last movement somebody has made of a record by the registry, as the brand's feed shows it. */
export async function lastChange(recipient, type, brand = provider.brands[0]) {
  const changes = [];
  for (let after = ''; ; ) {
    const where = `${brands}/${brand}/consents/changes?source=IYS&limit=1000${after && `&after=${after}`}`;
    const { status, body } = await asProvider(where);
    assert.equal(status, 200);
    changes.push(...body.list);
    if (body.list.length < 1000) break;
    ({ after } = body);
  }
  return changes.filter((change) => change.recipient === recipient && change.type === type).at(-1);
}

/** Whether the brand may send: what its next check says. */
export async function maySend(recipient, type, brand = provider.brands[0]) {
  const answer = await asProvider(`/izin/v1/brands/${brand}/check`, { json: { recipient, type } });
  assert.ok(answer.status === 200 || answer.status === 409, `${answer.status}`);
  return answer.status === 200;
}

/** A refusal has reached everybody it concerns: the next check and the brand's feed, by the way it came. */
export async function refused(recipient, type, source, brand = provider.brands[0]) {
  assert.equal(await maySend(recipient, type, brand), false);
  const change = await lastChange(recipient, type, brand);
  assert.deepEqual([change?.status, change?.source], ['RET', source]);
  return change;
}

/** The newest message in the demo's inbox to somebody that has a link to leave by. */
export async function noticeTo(someone, address) {
  const inbox = await someone.context.newPage();
  const link = await until('a notice', async () => {
    await inbox.goto(new URL('/demo/inbox', demo.web).href);
    const links = await inbox.$$eval(
      'article.message',
      (found, to) =>
        found
          .filter((each) => each.querySelector('strong').textContent === to)
          .map((each) => each.querySelector('a[href*="/e/"]')?.href),
      address,
    );
    return links.find(Boolean);
  });
  await inbox.close();
  return link;
}
