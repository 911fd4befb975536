// What every browser test stands on: a server with a demo of its own, people who sign in, two screens,
// a guard against errors nobody sees, and axe.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import axeCore from "axe-core";
import { chromium } from "playwright-core";

/** The demo's people by what they do; the value is the sign-in name. */
export const PEOPLE = {
  clerk: "U01",
  otherClerk: "U14",
  lead: "U03",
  warehouse: "U04",
  purchasing: "U05",
  production: "U06",
  finance: "U07",
  engineering: "U08",
  manager: "U10",
  admin: "admin",
};
export const PASSWORD = "gendan-demo";

/** The demo ends on this day, and the server's clock starts at nine that morning in China. */
export const TODAY = "2026-11-24";
const CLOCK = `${TODAY}T01:00:00Z`;

export const DESKTOP = { viewport: { width: 1440, height: 900 } };
export const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};
export const SCREENS = { desktop: DESKTOP, phone: PHONE };
/** The narrowest that each screen gets: a desktop at 200 %, the smallest phone. */
export const NARROW = { desktop: { width: 720, height: 450 }, phone: { width: 320, height: 640 } };

/**
 * A server on a free port with a data folder of its own. `orders`, `months` and `seed` say which demo;
 * `env` adds settings. With `empty` the folder is empty and `link` leads to the first-run page. `run(args)` is
 * another command of the program on the same folder; `stop()` ends the server and removes the folder.
 */
export async function startServer({ orders = 60, months = 3, seed = 1, env = {}, empty = false } = {}) {
  const binary = process.env.GENDAN_BIN;
  assert.ok(binary, "GENDAN_BIN names the gendan program; `cargo xtask test --only browser` sets it");
  const data = await mkdtemp(join(tmpdir(), "gendan-browser-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    ...process.env,
    GENDAN_DATA_DIR: data,
    GENDAN_DATABASE_URL: "sqlite",
    GENDAN_LISTEN: `127.0.0.1:${port}`,
    GENDAN_BASE_URL: url,
    ...env,
  };
  const start = (args, more = {}) => {
    const child = spawn(binary, args, { cwd: data, env: { ...settings, ...more }, stdio: ["ignore", "pipe", "pipe"] });
    const said = [];
    child.stdout.on("data", (chunk) => said.push(chunk));
    child.stderr.on("data", (chunk) => said.push(chunk));
    const gone = once(child, "close").then(([code]) => code);
    return { child, gone, log: () => Buffer.concat(said).toString() };
  };
  const clear = () => rm(data, { recursive: true, force: true });

  const run = async (args) => {
    const command = start(args);
    if ((await command.gone) === 0) return command.log();
    throw new Error(`gendan ${args[0]} failed:\n${command.log()}`);
  };
  if (!empty) {
    const demo = ["demo", "--orders", `${orders}`, "--months", `${months}`, "--seed", `${seed}`, "--until", TODAY, "--json"];
    await run(demo).catch(async (error) => {
      await clear();
      throw error;
    });
  }

  const serve = start(["serve"], empty ? {} : { GENDAN_CLOCK: CLOCK });
  const kill = () => serve.child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async () => {
    process.removeListener("exit", kill);
    serve.child.kill("SIGTERM");
    const slow = setTimeout(kill, 5000);
    await serve.gone;
    clearTimeout(slow);
    await clear();
  };
  for (let tries = 0; tries < 600; tries += 1) {
    if (serve.child.exitCode !== null) break;
    const answer = await fetch(`${url}/${empty ? "healthz" : "readyz"}`).catch(() => undefined);
    const link = empty ? serve.log().match(/http:\S+\/setup\/[0-9a-f]{64}/)?.[0] : undefined;
    if (answer?.ok && (link || !empty)) return { url, data, link, run, log: serve.log, stop };
    await pause(50);
  }
  await stop();
  throw new Error(`gendan serve did not get ready:\n${serve.log()}`);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/**
 * The system's Chromium without anything that talks to the outside by itself. With `pagesKept`, Back brings a page as it was left,
 * as browsers at work do.
 */
export function launch({ pagesKept = false } = {}) {
  return chromium.launch({
    ignoreDefaultArgs: pagesKept ? ["--disable-back-forward-cache"] : [],
    executablePath: process.env.GENDAN_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A page in a context of its own. `screen` is DESKTOP or PHONE, `theme` light or dark, `as` a name of
 * PEOPLE to sign in. Its `guard` collects what went wrong behind the page; end with `close()`, which
 * fails where it collected anything.
 */
export async function open(browser, server, { screen = DESKTOP, theme = "light", as } = {}) {
  const context = await browser.newContext({
    ...screen,
    baseURL: server.url,
    colorScheme: theme,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const guard = watch(page, server.url);
  if (as) await signIn(page, as);
  const close = async () => {
    await context.close();
    guard.check();
  };
  return { page, guard, context, close };
}

/** Collects script errors, failed answers and requests to other hosts; `expect(status)` allows one answer. */
function watch(page, url) {
  const wrong = [];
  const expected = [];
  page.on("pageerror", (error) => wrong.push(`script error: ${error.stack ?? error}`));
  page.on("console", (message) => {
    // Failed answers are collected below, with their address.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      wrong.push(`console: ${message.text()}`);
    }
  });
  page.on("request", (request) => {
    const to = request.url();
    if (!to.startsWith(url) && !/^(data|blob|about):/.test(to)) wrong.push(`asked another host: ${to}`);
  });
  page.on("requestfailed", (request) => {
    // Leaving a page breaks off what it was still asking for.
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") wrong.push(`${why}: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() < 400) return;
    const allowed = expected.indexOf(response.status());
    if (allowed >= 0) expected.splice(allowed, 1);
    else wrong.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
  return {
    /** The next answer with this status is part of the test. */
    expect: (status) => expected.push(status),
    /** Fails where anything was collected. */
    check: () => assert.deepEqual(wrong, [], "nothing goes wrong behind the page"),
  };
}

/** Signs in as `who` of PEOPLE, from the sign-in page. */
export async function signIn(page, who, password = PASSWORD) {
  await page.goto("/login");
  await page.locator('input[name="name"]').fill(PEOPLE[who] ?? who);
  await page.locator('input[name="password"]').fill(password);
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST" && response.url().endsWith("/login")),
    page.locator('form[action="/login"] [type="submit"]').click(),
  ]);
  await page.waitForLoadState();
}

/** The session ends on the server: what the browser still holds is a token that nobody knows. */
export async function endSession(context) {
  const cookies = await context.cookies();
  await context.addCookies(cookies.map((cookie) => ({ ...cookie, value: "0".repeat(64) })));
}

/** Signs out by the menu behind one's own name. */
export async function signOut(page) {
  const form = page.locator('form[action="/logout"]');
  if (!(await form.isVisible())) await page.locator('details:has(form[action="/logout"]) > summary').click();
  await form.getByRole("button").click();
  await page.waitForURL("**/login");
}

/** Fails on what axe calls serious or critical; `within` limits it to a part of the page. */
export async function checkAccessible(page, { within, except = [] } = {}) {
  await page.evaluate(axeCore.source);
  const found = await page.evaluate(
    async ([part, rules]) => {
      const options = { rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: false }])) };
      const { violations } = await globalThis.axe.run(part ?? document, options);
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, impact, help, nodes }) => ({ id, impact, help, at: nodes.map((node) => node.target.join(" ")) }));
    },
    [within, except],
  );
  assert.deepEqual(found, [], `${page.url()} is accessible`);
}

/** Fails where the page can be scrolled sideways. */
export async function checkWidth(page) {
  // Tables learn in the next frame that they scroll.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${page.url()} is ${content} px wide in a window of ${window} px`);
}
