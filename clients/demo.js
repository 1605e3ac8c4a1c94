// The demo that the tests find in IZIN_DEMO, its first provider, and what its software does before anything else.
'use strict';

const demo = JSON.parse(process.env.IZIN_DEMO);
const provider = demo.providers[0];

/** A time `secondsAgo` before now, in the contract's form and Turkish time (+03:00, no DST). */
function consentDate(secondsAgo) {
  const turkish = new Date(Date.now() + 3 * 3_600_000 - secondsAgo * 1000);
  return turkish.toISOString().slice(0, 19).replace('T', ' ');
}

/** An access token of a provider's user. */
async function token({ username, password } = provider) {
  const response = await fetch(`${demo.api}/oauth2/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password, grant_type: 'password' }),
  });
  return (await response.json()).access_token;
}

module.exports = { consentDate, demo, provider, token };
