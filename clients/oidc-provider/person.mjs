// Not an İYS client: an OpenID Connect provider (the npm package oidc-provider 9, certified by the OpenID Foundation)
// and a person at it. Prints the provider's issuer; then, for each authorization URL on its input, signs the person in
// there as a browser would, page by page, and prints where they are sent back to.
import { createInterface } from 'node:readline';
import { createServer } from 'node:http';

import { Provider } from 'oidc-provider';

const [clientId, clientSecret, redirectUri, email, phone] = process.argv.slice(2);
/** How many pages there may be between the registry and the way back to it. */
const PAGES_MAX = 20;

// Only answers go to standard output; the package tells its notices there, too.
const answer = (line) => process.stdout.write(`${line}\n`);
console.info = console.error;

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified'],
    phone: ['phone_number', 'phone_number_verified'],
  },
  cookies: { keys: ['of this run alone'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email,
      email_verified: true,
      phone_number: phone,
      phone_number_verified: true,
    }),
  }),
  pkce: { required: () => true },
});
server.on('request', provider.callback());
answer(issuer);

for await (const url of createInterface({ input: process.stdin })) {
  answer(await visit(url));
}
server.close();

/** Follows redirects and sends forms, with a browser's cookies, until it is sent to the registry. */
async function visit(start) {
  const cookies = new Map();
  let request = { url: start };
  for (let seen = 0; seen < PAGES_MAX; seen += 1) {
    const page = await fetch(request.url, {
      method: request.body ? 'POST' : 'GET',
      body: request.body,
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of page.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = page.headers.get('location');
    if (location) {
      const url = new URL(location, request.url).href;
      if (url.startsWith(redirectUri)) return url;
      request = { url };
      continue;
    }
    const html = await page.text();
    const form = /<form[^>]*action="([^"]*)"/.exec(html);
    const prompt = /name="prompt" value="([^"]*)"/.exec(html);
    if (!form || !prompt) throw new Error(`${page.status} and no form: ${html}`);
    const fields = { prompt: prompt[1] };
    if (prompt[1] === 'login') Object.assign(fields, { login: 'ayse', password: 'any' });
    request = { url: new URL(form[1], request.url).href, body: new URLSearchParams(fields) };
  }
  throw new Error('too many pages');
}
