// A browser before the demo's pages: people of several kinds, what they must never see, and pictures of what they do.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The line `izin demo --json` printed. */
export const demo = JSON.parse(process.env.IZIN_DEMO);
/** Where pictures go; without a folder none are taken. */
const pictures = process.env.IZIN_PICTURES;
/** How long any single step may take; a page that does not come must end as a failed test. */
const STEP_MS = 20_000;

/** The two sizes people look from. */
export const sizes = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 900 },
};

/** Starts the browser; the caller closes it. */
export function start() {
  const root = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Chromium refuses its own sandbox to root, which is what a build machine's user often is.
    args: root ? ['--no-sandbox'] : [],
  });
}

/**
 * Somebody before a screen. Fails the test when a page asks a third party, breaks its own content security policy,
 * throws, or answers a request for one of its own parts with an error.
 */
export async function visitor(browser, { size = 'phone', language = 'tr', scheme = 'light', script = true } = {}) {
  const context = await browser.newContext({
    viewport: sizes[size],
    locale: language === 'tr' ? 'tr-TR' : 'en-GB',
    timezoneId: 'Europe/Istanbul',
    colorScheme: scheme,
    javaScriptEnabled: script,
    hasTouch: size === 'phone',
    isMobile: size === 'phone',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(`script: ${error}`));
  page.on('console', (message) => {
    // The browser writes every answer of 400 and above to the console, those that a test asks for as well.
    const expected = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !expected) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== demo.web) faults.push(`third party: ${url.origin}`);
  });
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/assets/') && response.status() >= 400) faults.push(`missing: ${pathname}`);
  });
  const name = `${size}-${language}${scheme === 'dark' ? '-dark' : ''}`;
  return { context, page, size, language, script, name, faults };
}

/** Nothing went wrong behind the pages' back. */
export function unharmed(someone) {
  assert.deepEqual(someone.faults, []);
}

/** Opens a page of the demo and expects it to answer so. */
export async function go(someone, where, status = 200) {
  const response = await someone.page.goto(new URL(where, demo.web).href);
  assert.equal(response.status(), status, `${where} answers ${response.status()}`);
}

/** WCAG 2.2 AA, as far as axe can tell, and no sideways scrolling. Every page of a story goes through here. */
export async function accessible(someone) {
  const { page } = someone;
  if (someone.script) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      window.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      }),
    );
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' | ')}`);
    assert.deepEqual(found, [], `axe on ${page.url()}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${page.url()} is ${wide} px too wide for ${someone.name}`);
  }
  assert.equal(await page.getAttribute('html', 'lang'), someone.language);
}

/** Checks a page and takes its picture. */
export async function look(someone, name, { whole = false } = {}) {
  await accessible(someone);
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await someone.page.screenshot({ path: path.join(pictures, `${name}-${someone.name}.png`), fullPage: whole });
}

/** A call to the demo as a program makes it. */
export async function call(where, { token, json, form, method } = {}) {
  const headers = {};
  if (token) headers.authorization = `Bearer ${token}`;
  if (json) headers['content-type'] = 'application/json';
  const body = json ? JSON.stringify(json) : form && new URLSearchParams(form);
  const response = await fetch(new URL(where, demo.api), {
    method: method ?? (body ? 'POST' : 'GET'),
    headers,
    body,
    signal: AbortSignal.timeout(STEP_MS),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
}

/** Asks until the answer is there; the work behind it takes as long as it takes. */
export async function until(what, ask) {
  const end = Date.now() + STEP_MS;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(Date.now() < end, `${what} did not come within ${STEP_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
