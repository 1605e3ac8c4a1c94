// An authenticator app: what it shows for a secret.
'use strict';

const { createHmac } = require('node:crypto');

/** How long a one-time code is shown. */
const STEP_SECONDS = 30;
/** The letters of RFC 4648's base32. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What it shows now (RFC 6238). */
function shown(secret) {
  const letters = [...secret.replace(/\s/g, '')];
  const bits = letters.map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_SECONDS)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const from = mac[mac.length - 1] & 0x0f;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

module.exports = { shown };
