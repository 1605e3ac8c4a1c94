// The provider's console of the demo, used without a browser: the owner takes the invitation up and signs in.
'use strict';

const assert = require('node:assert/strict');

const { shown } = require('./authenticator.js');
const { demo } = require('./demo.js');

const PASSWORD = 'dört kuru incir';
/** What a page has between two marks. */
function part(page, before, after) {
  const [, rest] = page.split(before);
  assert.ok(rest !== undefined, `no ${before} in the page`);
  return rest.slice(0, rest.indexOf(after));
}

class Console {
  #cookies = new Map();

  /** A page, as a form's answer where there is one; follows no redirect. */
  async open(path, form) {
    const response = await fetch(new URL(path, demo.web), {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: {
        Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        Origin: new URL(demo.web).origin,
      },
      redirect: 'manual',
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { status: response.status, to: response.headers.get('location'), text: await response.text() };
  }

  /** Has a form done what it is for, which a redirect says. */
  async done(path, form) {
    const { status, to, text } = await this.open(path, form);
    assert.equal(status, 303, `${path}: ${status} ${text}`);
    return to;
  }
}

/** The console of the owner, who is signed in. */
async function owner() {
  const owner = new Console();
  const { pathname } = new URL(demo.console.invitation);
  await owner.done(pathname, { password: PASSWORD, again: PASSWORD });
  const secret = part((await owner.open(pathname)).text, '<p class="secret">', '</p>');
  const accepted = await owner.open(`${pathname}/code`, { code: shown(secret) });
  assert.equal(accepted.status, 200, accepted.text);
  const recovery = part(accepted.text.slice(accepted.text.indexOf('class="codes"')), '<code>', '</code>');
  await owner.done('/provider/sign-in', { email: demo.console.email, password: PASSWORD, second: recovery });
  return owner;
}

module.exports = { owner, part };
