// Files of consents sent by npm's tus-js-client 4 and PyPI's tuspy 1.1, cut off at random: each goes on where it was, and
// all rows are recorded once.
'use strict';

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { randomInt } = require('node:crypto');
const { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const { test } = require('node:test');
const { setTimeout: pause } = require('node:timers/promises');

const tus = require('tus-js-client');

const { consentDate, demo, provider, token } = require('./demo.js');

// A brand to which no other test sends.
const brand = provider.brands[1];
const endpoint = `${demo.api}/izin/v1/brands/${brand}/uploads`;

/** About 2 MiB, so that there is something to cut. */
const ROWS = 30_000;
/** How often each is cut off. */
const CUTS = 5;
const PIECE_BYTES = 128 * 1024;
/** How often an upload is asked for before the test gives up, and the pause between two questions. */
const QUESTIONS_MAX = 1200;
const PAUSE_MS = 100;
/** How long a piece waits before it is sent again. */
const RETRY_DELAYS_MS = [100, 200, 400, 800, 1_600];

/** What each test sends has numbers of its own. */
let first = randomInt(1_000_000, 5_000_000);

/** A file of consents that nobody has. */
function list(folder) {
  const date = consentDate(60);
  const rows = ['type,source,recipient,status,consentDate,recipientType'];
  for (let row = 0; row < ROWS; row += 1) {
    rows.push(`MESAJ,HS_WEB,+90531${first},ONAY,${date},BIREYSEL`);
    first += 1;
  }
  const path = join(folder, 'list.csv');
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
}

async function ask(url, bearer, init = {}) {
  const headers = { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' };
  const response = await fetch(url, { ...init, headers });
  assert.ok(response.ok, `${url}: ${response.status} ${await response.clone().text()}`);
  return response.json();
}

/** Has what was sent recorded, as a person at the preview would, and says what became of its rows. */
async function recorded(url, bearer) {
  const preview = await ask(`${url}/preview`, bearer);
  await ask(`${url}/confirm`, bearer, { method: 'POST', body: JSON.stringify({ layout: preview.layout }) });
  for (let asked = 0; asked < QUESTIONS_MAX; asked += 1) {
    const upload = await ask(url, bearer);
    if (upload.state === 'done') return upload;
    assert.notEqual(upload.state, 'failed', JSON.stringify(upload));
    await pause(PAUSE_MS);
  }
  throw new Error('the rows are not recorded in time');
}

function assertWhole(upload, path) {
  assert.equal(upload.bytes, statSync(path).size);
  assert.equal(upload.rows, ROWS);
  assert.equal(upload.outcomes.recorded, ROWS, JSON.stringify(upload));
}

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'izin-tus-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Sends from wherever `uploadUrl` is, and cuts the connection once so many bytes are on their way. */
function send(path, bearer, uploadUrl, cutAt) {
  return new Promise((resolve, reject) => {
    let upload;
    let isCut = false;
    upload = new tus.Upload(createReadStream(path), {
      endpoint,
      uploadUrl,
      uploadSize: statSync(path).size,
      chunkSize: PIECE_BYTES,
      // While the piece before is still being taken, the next is told to wait (423).
      retryDelays: RETRY_DELAYS_MS,
      metadata: { filename: 'tus-js.csv' },
      headers: { Authorization: `Bearer ${bearer}` },
      onProgress(sent) {
        if (sent < cutAt || isCut) return;
        isCut = true;
        upload.abort().then(() => resolve({ url: upload.url, isWhole: false }), reject);
      },
      onSuccess: () => resolve({ url: upload.url, isWhole: true }),
      onError: reject,
    });
    upload.start();
  });
}

test('tus-js-client goes on where it was cut off', () =>
  inFolder(async (folder) => {
    const [path, bearer] = [list(folder), await token()];
    const size = statSync(path).size;
    const cuts = Array.from({ length: CUTS }, () => randomInt(1, size)).sort((one, other) => one - other);
    let sent = { url: undefined, isWhole: false };
    for (const cut of [...cuts, Infinity]) {
      if (!sent.isWhole) sent = await send(path, bearer, sent.url, cut);
    }
    assert.ok(sent.isWhole, `cut off at ${cuts}`);
    assertWhole(await recorded(sent.url, bearer), path);
  }));

test('a tus address opens nothing for another user', () =>
  inFolder(async (folder) => {
    const [path, bearer] = [list(folder), await token()];
    const { url } = await send(path, bearer, undefined, 1);
    const other = await token(demo.providers[1]);
    await assert.rejects(send(path, other, url, Infinity));
    await assert.rejects(send(path, '', url, Infinity));
    await tus.Upload.terminate(url, { headers: { Authorization: `Bearer ${bearer}` } });
    const gone = await fetch(url, { headers: { Authorization: `Bearer ${bearer}` } });
    const state = gone.ok ? (await gone.json()).state : gone.status;
    assert.ok(state === 'cancelled' || state === 404, String(state));
  }));

/** Runs tuspy until its end, or until it is killed once so many bytes have come. */
function python(path, bearer, storage, killAt) {
  return new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/python3', [join(__dirname, 'tus/resume.py'), endpoint, bearer, path, storage], {
      env: { ...process.env, PYTHONPATH: join(__dirname, '../target/python/tuspy') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let last = '';
    createInterface({ input: child.stdout }).on('line', (line) => {
      last = line;
      if (Number(line) >= killAt) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined);
      else if (code === 0) resolve(last);
      else reject(new Error(`tuspy ended with ${code}`));
    });
  });
}

test('tuspy goes on where it was killed, each piece with its checksum', () =>
  inFolder(async (folder) => {
    const [path, bearer] = [list(folder), await token()];
    const size = statSync(path).size;
    const storage = join(folder, 'storage.json');
    const kills = Array.from({ length: CUTS }, () => randomInt(1, size)).sort((one, other) => one - other);
    let url;
    for (const kill of [...kills, Infinity]) {
      url ??= await python(path, bearer, storage, kill);
    }
    assert.ok(url, `killed at ${kills}`);
    assertWhole(await recorded(url, bearer), path);
  }));
