// The OpenAPI document against the specification's own schema for 3.1, by a validator that knows nothing of izin: the
// committed file and the one that is served.
'use strict';

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const demo = JSON.parse(process.env.IZIN_DEMO);

/** What the validator finds wrong. */
async function faults(document) {
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  const validator = new Validator();
  const result = await validator.validate(document);
  assert.equal(validator.version, '3.1');
  return result.valid ? [] : result.errors;
}

const committed = () =>
  JSON.parse(readFileSync(path.join(__dirname, '../crates/api/openapi.json'), 'utf8'));

test('the committed document is valid OpenAPI 3.1', async () => {
  assert.deepEqual(await faults(committed()), []);
});

test('the validator finds a fault where there is one', async () => {
  const broken = committed();
  delete broken.paths['/info/city'].get.responses['200'].description;
  assert.notDeepEqual(await faults(broken), []);
});

test('the document that is served is the committed one', async () => {
  const answer = await fetch(`${demo.api}/izin/v1/openapi.json`, { signal: AbortSignal.timeout(60_000) });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.deepEqual(await answer.json(), committed());
});
