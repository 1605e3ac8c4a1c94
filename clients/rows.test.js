// A long list with three rows in a hundred wrong, in twelve ways: the refused rows are exactly those, mended they are
// recorded, and nothing is recorded twice. IZIN_ROWS says how many rows there are.
'use strict';

const assert = require('node:assert/strict');
const { randomInt } = require('node:crypto');
const { test } = require('node:test');
const { setTimeout: pause } = require('node:timers/promises');

const { consentDate, demo, provider, token } = require('./demo.js');

// A brand to which no other test sends.
const brand = provider.brands[2];
const uploads = `${demo.api}/izin/v1/brands/${brand}/uploads`;

const ROWS = Number(process.env.IZIN_ROWS ?? 50_000);
/** Each hundred rows have so many wrong ones. */
const WRONG = 3;
/** How long the rows may take, in milliseconds a row, and how often they are looked at. */
const ROW_MS = 5;
const PAUSE_MS = 200;
const COLUMNS = ['type', 'source', 'recipient', 'status', 'consentDate', 'recipientType'];
const MARKS = ['satir', 'kod', 'hata', 'ne_yapmali'];

const date = consentDate(3600);
const first = randomInt(1_000_000, 5_000_000);
const right = (row) => ['MESAJ', 'HS_WEB', `0541${first + row}`, 'ONAY', date, 'BIREYSEL'];

/** Twelve ways to spoil a row: the column, and what stands there. */
const FAULTS = [
  ['recipient', '0541'],
  ['recipient', '5,41E+09'],
  ['recipient', ''],
  ['recipient', 'ayse@ornek.example'],
  ['type', 'FAKS'],
  ['type', 'EPOSTA'],
  ['status', 'BELKI'],
  ['status', ''],
  ['consentDate', '31.02.2026 10:00'],
  ['consentDate', consentDate(-86_400)],
  ['recipientType', 'KIMSE'],
  ['source', 'HS_YOK'],
];

const isWrong = (row) => row % 100 < WRONG;
/** Which of the ways a wrong row takes. */
const fault = (row) => FAULTS[(Math.floor(row / 100) * WRONG + (row % 100)) % FAULTS.length];

function spoiled(row) {
  const cells = right(row);
  if (isWrong(row)) {
    const [column, text] = fault(row);
    cells[COLUMNS.indexOf(column)] = text;
  }
  return cells;
}

const written = (cells) => cells.map((cell) => (/[";\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(';');
const list = (header, rows) => `${[header, ...rows].map(written).join('\r\n')}\r\n`;

/** The rows of a file, as any reader of CSV has them. */
function parsed(text) {
  const rows = [];
  let [cells, cell, quoted] = [[], '', false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') [cell, at] = [`${cell}"`, at + 1];
      else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ';') [cells, cell] = [[...cells, cell], ''];
    else if (sign === '\n') {
      rows.push([...cells, cell]);
      [cells, cell] = [[], ''];
    } else if (sign !== '\r') cell += sign;
  }
  return rows;
}

async function ask(bearer, url, init = {}) {
  const response = await fetch(url, { ...init, headers: { Authorization: `Bearer ${bearer}` } });
  assert.ok(response.ok, `${url}: ${response.status} ${await response.clone().text()}`);
  return response;
}

/** Hands a file in, has its rows recorded, and says what became of them. */
async function recorded(bearer, file) {
  const { id } = await (await ask(bearer, `${uploads}?name=liste.csv`, { method: 'POST', body: file })).json();
  const { layout } = await (await ask(bearer, `${uploads}/${id}/preview`)).json();
  await ask(bearer, `${uploads}/${id}/confirm`, { method: 'POST', body: JSON.stringify({ layout }) });
  for (let waited = 0; waited < 10_000 + ROWS * ROW_MS; waited += PAUSE_MS) {
    const upload = await (await ask(bearer, `${uploads}/${id}`)).json();
    if (upload.state === 'done') return upload;
    assert.equal(upload.state, 'applying', JSON.stringify(upload));
    await pause(PAUSE_MS);
  }
  throw new Error('the rows are not recorded in time');
}

const refusedRows = async (bearer, id) => {
  const text = await (await ask(bearer, `${uploads}/${id}/refused`)).text();
  return parsed(text.replace(/^\uFEFF/, ''));
};

test('of a long list exactly the wrong rows come back, and mended they are recorded once', async () => {
  const bearer = await token();
  const all = Array.from({ length: ROWS }, (_, row) => row);
  const wrong = all.filter(isWrong);
  const file = list(COLUMNS, all.map(spoiled));

  const upload = await recorded(bearer, file);
  assert.equal(upload.rows, ROWS);
  assert.equal(upload.outcomes.refused, wrong.length, JSON.stringify(upload.outcomes));
  assert.equal(upload.outcomes.recorded, ROWS - wrong.length);
  const [header, ...refused] = await refusedRows(bearer, upload.id);
  assert.deepEqual(header, [...COLUMNS, ...MARKS]);
  assert.equal(refused.length, wrong.length);
  refused.forEach((cells, place) => {
    const row = wrong[place];
    assert.deepEqual(cells.slice(0, COLUMNS.length), spoiled(row));
    const [line, code, said, mend] = cells.slice(COLUMNS.length);
    // The header is the first line.
    assert.equal(Number(line), row + 2);
    assert.ok(code && said && mend, `${cells}`);
  });
  const byCode = Object.values(upload.outcomes.codes).reduce((sum, count) => sum + count, 0);
  assert.ok(byCode >= wrong.length);

  const mended = refused.map((cells, place) => [...right(wrong[place]), ...cells.slice(COLUMNS.length)]);
  const again = await recorded(bearer, list(header, mended));
  assert.equal(again.outcomes.corrected, wrong.length, JSON.stringify(again.outcomes));
  assert.equal(again.outcomes.recorded + again.outcomes.refused, 0);

  // The same file once more changes nothing.
  const twice = await recorded(bearer, file);
  const { already, older, corrected, refused: stillRefused, recorded: anew } = twice.outcomes;
  assert.equal(anew + corrected, 0, JSON.stringify(twice.outcomes));
  assert.equal(already + older, ROWS - wrong.length);
  assert.equal(stillRefused, wrong.length);
});
