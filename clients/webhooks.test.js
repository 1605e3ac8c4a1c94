// A web server of the test's own, as a provider runs one, receives what a webhook that was made on the console sends. It
// checks the signatures with the libraries of Standard Webhooks, npm's standardwebhooks 1.1 and PyPI's 1.1.
'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { randomBytes, randomInt } = require('node:crypto');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { after, before, test } = require('node:test');
const { setTimeout: pause } = require('node:timers/promises');

const { Webhook } = require('standardwebhooks');

const { owner, part } = require('./console.js');
const { consentDate, demo, provider, token } = require('./demo.js');

// A brand and a channel in which no other test records.
const brand = provider.brands[1];
const channel = 'EPOSTA';
/** How often the receiver is looked at before the test gives up, and the pause between two looks. */
const LOOKS_MAX = 600;
const PAUSE_MS = 100;

let address = randomInt(1_000_000, 1_000_000_000);
let bearer;
let console_;
let receiver;
let key;
let page;

async function until(what, holds) {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    if (await holds()) return;
    await pause(PAUSE_MS);
  }
  throw new Error(`${what} does not come`);
}

/** A receiver: it turns away what is not signed, and takes nothing while it is away. */
class Receiver {
  isAway = false;
  turnedAway = 0;
  /** Movements that were delivered, each with the message it came in. */
  movements = [];
  messages = [];

  constructor() {
    this.server = createServer((request, response) => {
      const pieces = [];
      request.on('data', (piece) => pieces.push(piece));
      request.on('end', () => {
        response.statusCode = this.#take(request.headers, Buffer.concat(pieces).toString());
        response.end();
      });
    });
  }

  async listen() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.server.address().port}/izin`;
  }

  #take(headers, body) {
    if (this.isAway) {
      this.turnedAway += 1;
      return 503;
    }
    try {
      const { list } = new Webhook(key).verify(body, headers);
      this.messages.push({ headers, body });
      this.movements.push(...list);
      return 204;
    } catch {
      return 401;
    }
  }

  names() {
    return this.movements.map((movement) => movement.transactionId);
  }
}

/** Records an approval of somebody new; its name. */
async function record() {
  address += 1;
  const body = {
    recipient: `webhook${address}@posta.example`,
    type: channel,
    source: 'HS_WEB',
    status: 'ONAY',
    recipientType: 'BIREYSEL',
    consentDate: consentDate(60),
  };
  const response = await fetch(`${demo.api}/sps/${provider.iysCode}/brands/${brand}/consents`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  assert.equal(response.status, 200, JSON.stringify(answer));
  return answer.transactionId;
}

async function several(count) {
  const names = [];
  for (let at = 0; at < count; at += 1) names.push(await record());
  return names;
}

/** Whether PyPI's library takes a message. */
function python(secret, message) {
  const child = spawnSync('/usr/bin/python3', [join(__dirname, 'webhooks/verify.py'), secret], {
    input: JSON.stringify(message),
    env: { ...process.env, PYTHONPATH: join(__dirname, '../target/python/standardwebhooks') },
    encoding: 'utf8',
  });
  assert.ok(child.status === 0 || !child.stderr.includes('Traceback'), child.stderr);
  return child.status === 0;
}

before(async () => {
  bearer = await token();
  receiver = new Receiver();
  const url = await receiver.listen();
  console_ = await owner();
  const added = await console_.open(`/provider/webhooks/new?brand=${brand}`, {
    url,
    channel,
    movements: 'all',
    way: 'signature',
  });
  assert.equal(added.status, 200, added.text);
  key = part(added.text, '<p class="secret">', '</p>');
  page = part(added.text, '<a class="button second" href="', '"').replaceAll('&#38;', '&').replaceAll('&amp;', '&');
});
after(() => receiver?.server.close());

/** The address of what is done about the webhook. */
function about(what) {
  const [path, query] = page.split('?');
  return `${path}/${what}?${query}`;
}

test('what was recorded before its first use follows, each message signed as the libraries have it', async () => {
  const names = await several(2);
  assert.equal(receiver.messages.length, 0, 'nothing is sent before the receiver has the key');
  await console_.done(about('resume'), {});
  names.push(...(await several(2)));
  await until('the last movement', () => receiver.names().includes(names.at(-1)));
  const received = receiver.names().filter((name) => names.includes(name));
  assert.deepEqual(received, names);
  const { headers, body } = receiver.messages.at(-1);
  assert.ok(python(key, { headers, body }), 'PyPI’s library takes it, too');
  const movement = receiver.movements.at(-1);
  assert.deepEqual([movement.brandCode, movement.type, movement.source], [brand, channel, 'HS_WEB']);
});

test('another key and another body are refused by the libraries', () => {
  const { headers, body } = receiver.messages.at(-1);
  const other = `whsec_${randomBytes(32).toString('base64')}`;
  assert.throws(() => new Webhook(other).verify(body, headers), /No matching signature/);
  assert.ok(!python(other, { headers, body }));
  const forged = body.replace('ONAY', 'RET');
  assert.notEqual(forged, body);
  assert.throws(() => new Webhook(key).verify(forged, headers), /No matching signature/);
  assert.ok(!python(key, { headers, body: forged }));
});

test('an attempt is sent once more, in a message of the same name', async () => {
  const before = receiver.messages.length;
  const { text } = await console_.open(page);
  const attempt = part(text, 'name="attempt" value="', '"');
  await console_.done(about('replay'), { attempt });
  await until('the message once more', () => receiver.messages.length > before);
  const [first, again] = receiver.messages.slice(before - 1);
  assert.equal(again.headers['webhook-id'], first.headers['webhook-id']);
  assert.equal(again.body, first.body);
});

test('a receiver that was away gets all of it in order, once it is there again', async () => {
  const before = receiver.movements.length;
  receiver.isAway = true;
  const names = await several(3);
  await until('a try', () => receiver.turnedAway > 0);
  names.push(...(await several(2)));
  receiver.isAway = false;
  await until('the last movement', () => receiver.names().includes(names.at(-1)));
  assert.deepEqual(receiver.names().slice(before), names);
});
