// Reads, saves and writes books with npm's xlsx, for the tests of the crate `tables`: the same three commands as
// ../python/book.py.
'use strict';

const { readFile, utils, writeFile } = require('xlsx');

const [command, path, to] = process.argv.slice(2);
if (command === 'read') {
  const book = readFile(path, { cellDates: true });
  const rows = utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { header: 1, defval: null, raw: true });
  process.stdout.write(JSON.stringify(rows));
} else if (command === 'save') {
  writeFile(readFile(path), to);
} else if (command === 'write') {
  const sheet = utils.aoa_to_sheet([
    ['İzin Türü', 'Alıcı', 'Onay(1)-Ret(0)', 'İzin Kaynağı', 'İzin Tarihi'],
    ['SMS', 5321234567, 1, 'HS_WEB', null],
    ['Mesaj', '+90 532 123 45 67', 0, 'hs web', null],
    ['EPOSTA', 'a@example.com', true, 'HS_WEB', null],
  ]);
  // Whole days are counted from the end of 1899: 46090 is 2026-03-09. The program has no zone for a date that it makes.
  const date = { t: 'n', v: 46090 + (8 * 3600 + 5 * 60 + 7) / 86400, z: 'yyyy-mm-dd hh:mm:ss' };
  sheet.E2 = date;
  sheet.E3 = date;
  sheet.E4 = { t: 'n', f: 'NOW()' };
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, 'Liste');
  writeFile(book, path);
}
