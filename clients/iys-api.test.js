// The npm package iys-api 1.0.3, unmodified but for its base URL, through a provider's day: log in, add, ask, add a
// batch, fetch its result, list the brands, pull the changes. The last tests compare the whole feed with what was
// acknowledged before, so a refused request that left a trace anywhere above fails there.
'use strict';

const assert = require('node:assert/strict');
const { createHash, randomInt } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { test } = require('node:test');

const client = require('iys-api');
// The copy of axios that the package itself uses, for the calls it has no method for.
const axios = require(require.resolve('axios', { paths: [require.resolve('iys-api')] }));

// A server that never answers must end as a failed test, not as a hang; the package itself sets no limit.
axios.defaults.timeout = 60_000;

const { consentDate, demo, provider } = require('./demo.js');

const stranger = demo.providers[1];
const credentials = {
  username: provider.username,
  password: provider.password,
  grant_type: 'password',
  iysCode: provider.iysCode,
  brandCode: provider.brands[0],
  status: 'IZIN', // neither DEMO nor LIVE: the package then keeps the host it was given
};

const TRANSACTION_ID = /^[0-9a-f]{64}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;
/** What the contract allows in one page of changes. */
const PAGE_ROWS_MAX = 1000;
/** How often a batch is asked for before the test gives up, and the pause between two questions. */
const BATCH_QUESTIONS_MAX = 600;
const BATCH_PAUSE_MS = 100;

/** Every movement the server acknowledged in this run, as the feed must show it. */
const acknowledged = [];
/** Where the feed stood before the first movement of this run. */
let feedStart;

/** A Turkish mobile number, or an e-mail address, that this run has not used. */
const phone = () => `+90532${randomInt(1_000_000, 10_000_000)}`;
const mail = () => `iys-api-${randomInt(2 ** 47)}@ornek.example`;

/** A recipient without any record: one the status call answers `{}` for. */
async function unknown(type, make) {
  for (;;) {
    const recipient = make();
    const { data } = await client.get_status({ recipient, type, recipientType: 'BIREYSEL' });
    if (Object.keys(data).length === 0) return recipient;
  }
}

/** A consent of a person, through the web form, a minute old. */
const consent = (fields) => ({
  type: 'EPOSTA',
  source: 'HS_WEB',
  status: 'ONAY',
  recipientType: 'BIREYSEL',
  consentDate: consentDate(60),
  ...fields,
});

const statusOf = async ({ recipient, type, recipientType }) =>
  (await client.get_status({ recipient, type, recipientType })).data;

/** Adds one consent with the package's method, checks the answer and remembers the movement. */
async function add(body) {
  const response = await client.set_status(body);
  assert.equal(response.status, 200);
  assert.deepEqual(Object.keys(response.data).sort(), ['creationDate', 'transactionId']);
  assert.match(response.data.transactionId, TRANSACTION_ID);
  assert.match(response.data.creationDate, DATE_TIME);
  acknowledged.push({ ...body, ...response.data });
  return response.data;
}

/** The status and the only error of a call that must be refused. */
async function refusal(call) {
  const error = await call.then(
    (response) => assert.fail(`accepted with ${response.status}: ${JSON.stringify(response.data)}`),
    (error) => error,
  );
  assert.ok(error.response, `no answer at all: ${error.message}`);
  const { status, data } = error.response;
  assert.deepEqual(Object.keys(data), ['errors']);
  assert.equal(data.errors.length, 1, JSON.stringify(data));
  assert.equal(typeof data.errors[0].message, 'string');
  assert.notEqual(data.errors[0].message, '');
  return { status, ...data.errors[0] };
}

/** A call the package has no method for, made with its host, token and headers. */
const call = (method, path, data) =>
  axios({
    method,
    url: client.api_host + path,
    headers: { authorization: 'Bearer ' + client.access_token, 'content-type': 'application/json' },
    data,
  });

const brandPath = (brandCode = client.api_info.brandCode) =>
  `/sps/${client.api_info.iysCode}/brands/${brandCode}`;

/** Sends a batch and waits until no item is queued any more: the 202's body and the final results. */
async function batch(items) {
  const accepted = await call('POST', `${brandPath()}/consents/request`, items);
  assert.equal(accepted.status, 202);
  for (let question = 0; question < BATCH_QUESTIONS_MAX; question += 1) {
    const { status, data } = await call('GET', `${brandPath()}/consents/request/${accepted.data.requestId}`);
    assert.equal(status, 200);
    if (data.length > 0 && data.every((item) => item.status !== 'enqueue')) return [accepted.data, data];
    await new Promise((resolve) => setTimeout(resolve, BATCH_PAUSE_MS));
  }
  return assert.fail('the batch was never finished');
}

/** Pages through the provider's own movements after a cursor, until the answer is 204. */
async function pull(after) {
  const list = [];
  for (;;) {
    const cursor = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
    const page = await call('GET', `${brandPath()}/consents/changes?source=HS&limit=${PAGE_ROWS_MAX}${cursor}`);
    if (page.status === 204) {
      assert.equal(page.data, '');
      return { list, after };
    }
    assert.equal(page.status, 200);
    assert.ok(page.data.list.length >= 1 && page.data.list.length <= PAGE_ROWS_MAX);
    list.push(...page.data.list);
    assert.notEqual(page.data.after, after, 'a page that leads nowhere');
    after = page.data.after;
  }
}

const byTransaction = (a, b) => (a.transactionId < b.transactionId ? -1 : 1);

test('the package under test is the published one', () => {
  assert.equal(require('iys-api/package.json').version, '1.0.3');
  const source = readFileSync(require.resolve('iys-api'));
  assert.equal(
    createHash('sha256').update(source).digest('hex'),
    'bb2c829e0f912f5ecacf8fbbcc8d459069f800184ae309ea7b7dd9c8b39835e1',
  );
});

test('a login gives a token', async () => {
  client.api_host = demo.api.replace(/\/$/, '');
  const token = await client.init(credentials);
  assert.equal(client.api_host, demo.api.replace(/\/$/, ''), 'the package changed its host');
  assert.equal(typeof token, 'string');
  assert.notEqual(token, '');
  assert.equal(client.access_token, token);
  feedStart = (await pull(undefined)).after;
});

test('a wrong password is refused in the OAuth form', async () => {
  // Through axios: the package leaves a failed login unanswered for ever.
  const { response } = await axios
    .post(`${client.api_host}/oauth2/token`, { ...credentials, password: 'wrong' })
    .catch((error) => error);
  assert.equal(response.status, 400);
  assert.deepEqual(response.data, {
    error: 'invalid_request',
    error_description: 'Kullanıcı kimlik bilgileri geçersiz.',
  });
});

test('a recorded consent is read back as it was sent', async () => {
  const body = {
    type: 'MESAJ',
    source: 'HS_WEB',
    recipient: await unknown('MESAJ', phone),
    status: 'ONAY',
    consentDate: client.convertToConsentDateFormat(),
    recipientType: 'BIREYSEL',
  };
  const receipt = await add(body);
  assert.deepEqual(await statusOf(body), { ...body, ...receipt, retailerAccessCount: 0 });
});

test('a refusal follows a consent at once', async () => {
  const onay = consent({ recipient: await unknown('EPOSTA', mail) });
  const first = await add(onay);
  const ret = { ...onay, status: 'RET', consentDate: consentDate(30) };
  const second = await add(ret);
  assert.notEqual(second.transactionId, first.transactionId);
  assert.deepEqual(await statusOf(ret), { ...ret, ...second, retailerAccessCount: 0 });
});

test('a first refusal is h175 and records nothing', async () => {
  const body = consent({ recipient: await unknown('EPOSTA', mail), status: 'RET' });
  const { status, code } = await refusal(client.set_status(body));
  assert.deepEqual([status, code], [400, 'H175']);
  assert.deepEqual(await statusOf(body), {});
});

test('a second refusal is h174 and an older date is h178', async () => {
  const onay = consent({ recipient: await unknown('EPOSTA', mail) });
  await add(onay);
  const older = await refusal(client.set_status({ ...onay, consentDate: consentDate(90) }));
  assert.deepEqual([older.status, older.code], [400, 'H178']);
  const ret = { ...onay, status: 'RET', consentDate: consentDate(30) };
  const receipt = await add(ret);
  const again = await refusal(client.set_status({ ...ret, consentDate: consentDate(10) }));
  assert.deepEqual([again.status, again.code], [400, 'H174']);
  assert.deepEqual(await statusOf(ret), { ...ret, ...receipt, retailerAccessCount: 0 });
});

test('a number outside the numbering plan is h121 with its place and value', async () => {
  const body = consent({ type: 'MESAJ', recipient: '+9005321234567' });
  const { status, code, location, value } = await refusal(client.set_status(body));
  assert.deepEqual([status, code, location, value], [422, 'H121', ['recipient'], '+9005321234567']);
});

test('a batch is accepted item by item and each item succeeds', async () => {
  const items = [
    consent({ type: 'MESAJ', recipient: await unknown('MESAJ', phone) }),
    consent({ type: 'ARAMA', recipient: await unknown('ARAMA', phone), source: 'HS_CAGRI_MERKEZI' }),
    consent({ recipient: await unknown('EPOSTA', mail), recipientType: 'TACIR' }),
  ];
  const [accepted, results] = await batch(items);
  assert.match(accepted.requestId, /^[0-9a-f-]{32,36}$/);
  assert.equal(accepted.subRequests.length, items.length);
  assert.equal(results.length, items.length);
  for (const [index, item] of items.entries()) {
    const { subRequestId, creationDate, ...echo } = accepted.subRequests[index];
    assert.deepEqual(echo, item);
    assert.match(creationDate, DATE_TIME);
    const result = results[index];
    assert.equal(result.index, index);
    assert.equal(result.status, 'success', JSON.stringify(result));
    assert.equal(result.subRequestId, subRequestId);
    assert.match(result.transactionId, TRANSACTION_ID);
    assert.match(result.creationDate, DATE_TIME);
    assert.equal(result.error, undefined);
    const receipt = { transactionId: result.transactionId, creationDate: result.creationDate };
    acknowledged.push({ ...item, ...receipt });
    assert.deepEqual(await statusOf(item), { ...item, ...receipt, retailerAccessCount: 0 });
  }
});

test('a batch reports the items the rules refuse and records the others', async () => {
  const refused = consent({ recipient: await unknown('EPOSTA', mail), status: 'RET' });
  const good = consent({ recipient: await unknown('EPOSTA', mail) });
  const [accepted, [first, second]] = await batch([refused, good]);
  assert.equal(first.index, 0);
  assert.equal(first.status, 'failure');
  assert.equal(first.error.code, 'H175');
  assert.equal(first.subRequestId, accepted.subRequests[0].subRequestId);
  assert.equal(first.transactionId, undefined);
  assert.deepEqual(await statusOf(refused), {});
  assert.equal(second.index, 1);
  assert.equal(second.status, 'success');
  acknowledged.push({ ...good, transactionId: second.transactionId, creationDate: second.creationDate });
});

test('a batch with one malformed item is refused whole', async () => {
  const good = consent({ recipient: await unknown('EPOSTA', mail) });
  const bad = consent({ recipient: await unknown('EPOSTA', mail), status: 'RED' });
  const error = await refusal(call('POST', `${brandPath()}/consents/request`, [good, bad]));
  assert.deepEqual(
    [error.status, error.code, error.index, error.location, error.value],
    [422, 'H115', 1, ['status'], 'RED'],
  );
  assert.deepEqual(await statusOf(good), {});
});

test('the brands are the provider\'s own with their numbers', async () => {
  const { status, data } = await call('GET', `/sps/${provider.iysCode}/brands`);
  assert.equal(status, 200);
  assert.deepEqual(
    data.map((brand) => brand.brandCode).sort(),
    [...provider.brands].sort(),
  );
  for (const brand of data) {
    assert.notEqual(brand.name, '');
    assert.equal(brand.master, brand.brandCode === provider.iysCode);
    const { approval, rejection, total } = brand.stats.consents;
    assert.equal(approval + rejection, total);
    assert.equal(typeof brand.stats.retailers.total, 'number');
  }
  const own = data.find((brand) => brand.brandCode === client.api_info.brandCode);
  assert.ok(own.stats.consents.total > 0, 'a brand with consents counts none');
});

test('another provider\'s brand is h353 and an invented token is h351', async () => {
  const foreign = await refusal(call('GET', `/sps/${stranger.iysCode}/brands`));
  assert.deepEqual([foreign.status, foreign.code], [403, 'H353']);
  const token = client.access_token;
  client.access_token = 'invented';
  try {
    const body = consent({ recipient: mail() });
    const invented = await refusal(client.set_status(body));
    assert.deepEqual([invented.status, invented.code], [401, 'H351']);
  } finally {
    client.access_token = token;
  }
});

test('the feed holds every acknowledged movement and nothing else', async () => {
  const { list, after } = await pull(feedStart);
  assert.ok(acknowledged.length > 0);
  assert.deepEqual([...list].sort(byTransaction), [...acknowledged].sort(byTransaction));
  const dates = list.map((movement) => movement.creationDate);
  assert.deepEqual(dates, [...dates].sort(), 'the feed is not oldest first');
  assert.deepEqual((await pull(after)).list, [], 'the end of the feed is not its end');
});

test('the feed of what recipients said has none of the provider\'s movements', async () => {
  const ours = new Set(acknowledged.map((movement) => movement.transactionId));
  const page = await call('GET', `${brandPath()}/consents/changes?limit=${PAGE_ROWS_MAX}`);
  const list = page.status === 204 ? [] : page.data.list;
  for (const movement of list) {
    assert.match(movement.source, /^IYS_/);
    assert.ok(!ours.has(movement.transactionId));
  }
});
