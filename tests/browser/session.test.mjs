// Nothing typed is ever lost (C42): the session ends, the line breaks, somebody else signs in, Back brings the page again; what was
// typed is sent once, by who typed it, or waits for them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESKTOP, PASSWORD, PEOPLE, PHONE, TODAY, checkAccessible, checkWidth, endSession, launch, open, signIn, signOut, startServer } from "./kit.mjs";

let server;
let browser;
let token;

before(async () => {
  server = await startServer({ orders: 40, months: 1, seed: 4 });
  browser = await launch();
  ({ token } = await api("/sessions", { name: PEOPLE.lead, password: PASSWORD }));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Asks the server beside the browser. */
async function api(path, body) {
  const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${server.url}/api/v1${path}`, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  return answer.json();
}
const orders = async () => (await api("/orders?tab=all")).rows.length;

const inPlace = (page) => page.locator("dialog#gd-session[open]");
const press = (form) => form.locator('footer [type="submit"]').click();

/** Signs in over what stands on the page, which is told to have been kept. */
async function signInPlace(page, { password = PASSWORD, name } = {}) {
  const box = inPlace(page);
  await box.getByText("填写的内容都在").waitFor();
  if (name) await box.locator('[name="name"]').fill(name);
  await box.locator('[name="password"]').fill(password);
  await press(box);
}

/** Opens the dialog that records a talk about the first order in production, and fills it in. */
async function typeTalk(page, said) {
  await page.goto("/orders?tab=production&clerk=all");
  await page.locator("[data-row][data-href] a").first().click();
  await page.waitForURL(/\/orders\/[0-9a-f]{32}/);
  await page.locator('a[data-dialog][href$="/contact"]').first().evaluate((link) => link.click());
  const form = page.locator("#gd-dialog form.gd-form");
  await form.locator('[name="whom"]').fill("王经理");
  await form.locator('[name="said"]').fill(said);
  return form;
}
/** How many facts the order that is open has: each talk is one more. */
const version = (form) => form.locator('[name="version"]').inputValue().then(Number);
async function versionNow(page) {
  await page.goto(`${new URL(page.url()).pathname}/contact`);
  return version(page.locator("main form.gd-form"));
}

/** Answers as the server does, but for what forbids to store it. */
async function stored(route) {
  const response = await route.fetch();
  const { "cache-control": _, ...headers } = response.headers();
  await route.fulfill({ response, headers });
}

/** Fills in the page of a new order, its lines as they are pasted from a sheet. */
async function typeOrder(page, lines, remark) {
  await page.goto("/orders/new");
  const form = page.locator("main form.gd-form");
  await Promise.all([page.waitForResponse(/\/customers\/lookup/), form.locator('[name="customer"]').fill("C101")]);
  // Leaving the field takes the code, and what it fills in is there before anything else is typed.
  await Promise.all([page.waitForResponse(/pick=C101/), form.locator('[name="customer"]').press("Tab")]);
  await form.locator('[name="terms"]').fill("30%定金,发货前付清70%");
  await form.locator('[name="remark"]').fill(remark);
  const sheet = [...Array(lines).keys()].map((n) => ["DX-8101", `规格 ${n + 1}`, `${n + 1}`, "", "1580", "2026-12-20"].join("\t")).join("\n");
  await form.locator('[name="lines.0.item"]').evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, sheet);
  return form;
}
async function recorded(page) {
  await page.waitForURL(/\/orders\/[0-9a-f]{32}/);
  return api(new URL(page.url()).pathname);
}

test("a dialog: a wrong password is said in place, a right one sends what was typed once", async () => {
  const { page, context, guard, close } = await open(browser, server, { as: "lead" });
  const form = await typeTalk(page, "客户问能否提前三天");
  const before = await version(form);
  await endSession(context);
  guard.expect(401);
  await press(form);

  const box = inPlace(page);
  await box.locator('[name="password"]:focus').waitFor();
  assert.equal(await box.locator('[name="name"]').inputValue(), PEOPLE.lead, "the name is known");
  await checkAccessible(page, { within: "#gd-session" });
  guard.expect(401);
  await signInPlace(page, { password: "not-the-password" });
  await box.getByText("登录名或密码不对").waitFor();
  assert.equal(await box.locator('[name="name"]').inputValue(), PEOPLE.lead);

  // Put off: the text stays, and it is said that it was not sent.
  await page.keyboard.press("Escape");
  await form.getByText("没有提交").waitFor();
  assert.equal(await form.locator('[name="said"]').inputValue(), "客户问能否提前三天");
  guard.expect(401);
  await press(form);
  await Promise.all([page.waitForNavigation(), signInPlace(page)]);
  await page.getByText("客户问能否提前三天").first().waitFor();
  assert.equal(await versionNow(page), before + 1, "recorded once");
  await close();
});

test("a page with a grid of forty lines: all of them are there, and make one order", async () => {
  const { page, context, guard, close } = await open(browser, server, { as: "clerk" });
  const before = await orders();
  const form = await typeOrder(page, 40, "四十行");
  assert.equal(await form.locator('[name="lines.39.item"]').inputValue(), "DX-8101");
  await endSession(context);
  guard.expect(401);
  await press(form);
  await inPlace(page).waitFor();
  await checkAccessible(page, { within: "#gd-session" });
  await signInPlace(page);
  const order = await recorded(page);
  assert.equal(order.lines.length, 40);
  assert.equal(order.lines[39].specification, "规格 40");
  assert.equal(await orders(), before + 1);
  // What was confirmed leaves no draft.
  await page.goto("/orders/new");
  assert.equal(await page.locator(".gd-draft").count(), 0);
  await close();
});

test("a phone with a file chosen: the file goes with the text", async () => {
  const { page, context, guard, close } = await open(browser, server, { screen: PHONE, as: "lead" });
  const form = await typeTalk(page, "照片在附件里");
  const before = await version(form);
  const buffer = Buffer.concat([Buffer.from("收货现场。"), Buffer.alloc(4 << 20, "x")]);
  await form.locator('input[type="file"]').setInputFiles({ name: "现场.txt", mimeType: "text/plain", buffer });
  await endSession(context);
  guard.expect(401);
  await press(form);
  await inPlace(page).waitFor();
  await checkWidth(page);
  await Promise.all([page.waitForNavigation(), signInPlace(page)]);
  await page.getByText("照片在附件里").first().waitFor();
  await page.getByText("现场.txt").first().waitFor({ state: "attached" });
  assert.equal(await versionNow(page), before + 1);
  await close();
});

test("a dialog that is opened after the session has ended opens after signing in", async () => {
  const { page, context, guard, close } = await open(browser, server, { as: "lead" });
  await page.goto("/orders?tab=production&clerk=all");
  await endSession(context);
  guard.expect(401);
  await page.locator('a[data-dialog][href="/customers/new"]').first().evaluate((link) => link.click());
  await signInPlace(page);
  await page.locator('#gd-dialog form [name="name"]').waitFor();
  await close();
});

test("somebody else signs in: nothing is recorded, and the draft waits for who typed it", async () => {
  const { page, context, guard, close } = await open(browser, server, { as: "clerk" });
  const before = await orders();
  const form = await typeOrder(page, 3, "只归林晓");
  await endSession(context);
  guard.expect(401);
  await press(form);
  guard.expect(409);
  await signInPlace(page, { name: PEOPLE.otherClerk });
  const box = inPlace(page);
  await box.getByText("草稿留给填写的人").waitFor();
  await checkAccessible(page, { within: "#gd-session" });
  await Promise.all([page.waitForNavigation(), press(box)]);
  assert.equal(await page.locator("body").getAttribute("data-login"), PEOPLE.otherClerk);
  assert.equal(await page.locator('main [name="remark"]').inputValue(), "");
  assert.equal(await page.locator(".gd-draft").count(), 0, "a colleague is not offered it");
  assert.equal(await orders(), before);

  // Leaving takes one's own drafts along and nobody else's.
  await signOut(page);
  await signIn(page, "clerk");
  await page.goto("/orders/new");
  await page.locator(".gd-draft").getByRole("button", { name: "恢复" }).click();
  assert.equal(await form.locator('[name="remark"]').inputValue(), "只归林晓");
  assert.equal(await form.locator('[name="lines.2.specification"]').inputValue(), "规格 3");
  await press(form);
  assert.equal((await recorded(page)).lines.length, 3);
  assert.equal(await orders(), before + 1);
  await signOut(page);
  await close();
});

test("somebody else signed in from another window: the first page is not sent in their name", async () => {
  const { page, context, guard, close } = await open(browser, server, { as: "clerk" });
  const before = await orders();
  const form = await typeOrder(page, 2, "另一个窗口");
  const other = await context.newPage();
  await context.clearCookies();
  await signIn(other, "otherClerk");
  guard.expect(409);
  await press(form);
  await inPlace(page).getByText("草稿留给填写的人").waitFor();
  assert.equal(await orders(), before);
  await close();
});

for (const [how, kept] of [["loads the page again", false], ["brings the page as it was left", true]]) {
  test(`Back ${how}: the text is there, and another text makes another order`, async () => {
    const own = kept ? await launch({ pagesKept: true }) : browser;
    const { page, close } = await open(own, server, { as: "clerk" });
    const before = await orders();
    // Chromium keeps no page whose script was told to store nothing; other browsers do.
    if (kept) await page.route(/\/orders\/new$|\/customers\/lookup/, stored);
    const form = await typeOrder(page, 2, "第一张");
    await page.evaluate(() => { globalThis.asItWasLeft = true; });
    const key = await form.locator('[name="key"]').inputValue();
    await press(form);
    await recorded(page);
    await page.goBack({ waitUntil: "commit" });
    await page.waitForFunction(() => document.querySelector('main [name="remark"]')?.value === "第一张");
    assert.equal(await page.evaluate(() => globalThis.asItWasLeft === true), kept);
    assert.equal(await form.locator('[name="lines.1.specification"]').inputValue(), "规格 2");
    assert.notEqual(await form.locator('[name="key"]').inputValue(), key);
    await form.locator('[name="remark"]').fill("第二张");
    await press(form);
    assert.equal((await recorded(page)).remark, "第二张");
    assert.equal(await orders(), before + 2);
    await close();
    if (kept) await own.close();
  });
}

test("Back and the very same once more: it stays one order", async () => {
  const { page, close } = await open(browser, server, { as: "clerk" });
  const before = await orders();
  const form = await typeOrder(page, 2, "只要一张");
  await press(form);
  await recorded(page);
  await page.goBack({ waitUntil: "commit" });
  await page.waitForFunction(() => document.querySelector('main [name="remark"]')?.value === "只要一张");
  await press(form);
  assert.equal((await recorded(page)).remark, "只要一张");
  assert.equal(await orders(), before + 1);
  await close();
});

test("the line breaks before and after the server has heard: the text stays, and one order is made", async () => {
  const { page, close } = await open(browser, server, { screen: DESKTOP, as: "clerk" });
  const before = await orders();
  const form = await typeOrder(page, 2, "断网");
  await page.route("**/orders/new", (route) => route.abort("aborted"), { times: 1 });
  await page.route("**/login", (route) => route.abort("aborted"), { times: 1 });
  await press(form);
  await form.getByText("没有连上服务器").waitFor();
  assert.equal(await orders(), before);

  // Heard, but its answer does not arrive.
  await page.route("**/orders/new", async (route) => { await route.fetch(); await route.abort("aborted"); }, { times: 1 });
  await press(form);
  await page.waitForFunction(() => !document.querySelector("main [data-sent]"));
  await form.getByText("没有连上服务器").waitFor();
  assert.equal(await form.locator('[name="lines.1.specification"]').inputValue(), "规格 2");
  await press(form);
  await recorded(page);
  assert.equal(await orders(), before + 1);
  await close();
});

test("what a page refuses comes back in its place; a double press sends once; old drafts and full stores do no harm", async () => {
  const { page, guard, close } = await open(browser, server, { as: "clerk" });
  await page.addInitScript(() => {
    localStorage.setItem("gd-draft:/orders/new", JSON.stringify([["remark", "of a shape before"]]));
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
  });
  const before = await orders();
  const form = await typeOrder(page, 2, "双击");
  assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 0, "of another shape");
  await form.locator('[name="terms"]').fill("");
  guard.expect(422);
  await press(form);
  await form.locator('[name="terms"][aria-invalid]:focus').waitFor();
  assert.equal(await form.locator('[name="lines.1.specification"]').inputValue(), "规格 2");
  await form.locator('[name="terms"]').fill("全款");
  await form.locator('footer [type="submit"]').evaluate((button) => { button.click(); button.click(); });
  await recorded(page);
  assert.equal(await orders(), before + 1);
  await close();
});

test("a row that is added after another was taken out does not overwrite the last one", async () => {
  const { page, close } = await open(browser, server, { as: "clerk" });
  const form = await typeOrder(page, 3, "删行");
  await form.locator('tr:has([name="lines.1.item"]) [data-del]').click();
  await form.locator("[data-add]").first().click();
  const added = (column) => form.locator(`[name="lines.3.${column}"]`);
  await Promise.all([page.waitForResponse(/\/items\/lookup/), added("item").fill("DX-8101")]);
  // What the product fills in is there before anything else is typed.
  await Promise.all([page.waitForResponse(/pick=DX-8101/), added("item").press("Tab")]);
  for (const [column, value] of Object.entries({ specification: "新行", quantity: "9", wanted_on: TODAY })) await added(column).fill(value);
  await press(form);
  assert.deepEqual((await recorded(page)).lines.map((line) => line.specification), ["规格 1", "规格 3", "新行"]);
  await close();
});

test("two looks at one form: what each has typed waits beside the other until it is taken or discarded", async () => {
  const { page, context, close } = await open(browser, server, { as: "clerk" });
  await page.goto("/orders/new");
  const remark = (of) => of.locator('main form.gd-form [name="remark"]');
  const saved = (of, text) => of.waitForFunction((said) => Object.values(localStorage).some((value) => value.includes(said)), text);
  await remark(page).fill("第一次写的，很长");
  await saved(page, "第一次写的");
  const other = await context.newPage();
  await other.goto("/orders/new");
  await other.locator(".gd-draft").waitFor();
  // Nobody has answered the offer: what is typed now takes nothing away.
  await remark(other).fill("第二次写的");
  await saved(other, "第二次写的");
  await saved(other, "第一次写的");
  const third = await context.newPage();
  await third.goto("/orders/new");
  const bar = third.locator(".gd-draft");
  await bar.getByRole("button", { name: "恢复" }).click();
  assert.equal(await remark(third).inputValue(), "第二次写的");
  await bar.getByRole("button", { name: "恢复" }).click();
  assert.equal(await remark(third).inputValue(), "第一次写的，很长");
  await third.close();
  await other.close();
  await close();
});

test("of two looks at one form, what one sends is done with, and what the other has typed waits on", async () => {
  const { page, context, close } = await open(browser, server, { as: "lead" });
  const saved = (of, text) => of.waitForFunction((said) => Object.values(localStorage).some((value) => value.includes(said)), text);
  const kept = (of, text) => of.evaluate((said) => Object.values(localStorage).some((value) => value.includes(said)), text);
  const begun = await typeTalk(page, "第一处写的");
  await saved(page, "第一处写的");
  const other = await context.newPage();
  await other.goto(page.url());
  await other.locator('a[data-dialog][href$="/contact"]').first().evaluate((link) => link.click());
  const form = other.locator("#gd-dialog form.gd-form");
  await form.locator('[name="whom"]').fill("李经理");
  await form.locator('[name="said"]').fill("第二处写的");
  await saved(other, "第二处写的");
  await press(begun);
  await begun.waitFor({ state: "detached" });
  assert.ok(await kept(other, "第二处写的"));
  assert.ok(!(await kept(other, "第一处写的")));
  await other.close();
  await close();
});
