// Screens that can be worked with: what a form finds and fills, days as they are typed, two people on one thing, filters on a
// telephone, and what the first page weighs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { SCREENS, checkAccessible, launch, open, startServer } from "./kit.mjs";

let server;
let browser;

before(async () => {
  server = await startServer({ orders: 20, months: 1, seed: 4 });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Types into a field that finds, waits for what is found, and takes the first by the keyboard. */
async function find(page, form, name, typed) {
  const field = form.locator(`[name="${name}"]`);
  await field.click();
  await field.pressSequentially(typed);
  await page.locator('.gd-combo [aria-selected="true"]').waitFor();
  await field.press("Enter");
  await page.locator(".gd-combo").waitFor({ state: "detached" });
  return field;
}

for (const [screenName, screen] of Object.entries(SCREENS)) {
  test(`an order by the keyboard: pinyin initials, what they fill, days and sums, on a ${screenName}`, async () => {
    const { page, close } = await open(browser, server, { screen, as: "clerk" });
    await page.goto("/orders/new");
    const form = page.locator("main form[data-form]");
    const customer = await find(page, form, "customer", "yjzb");
    assert.equal(await customer.inputValue(), "C101");
    await page.waitForFunction(() => document.querySelector('[name="terms"]').value !== "");
    assert.notEqual(await form.locator('[name="address"]').inputValue(), "");
    const wanted = form.locator('[name="lines.0.wanted_on"]');
    await find(page, form, "lines.0.item", "ZG-110");
    await page.waitForFunction(() => document.querySelector('[name="lines.0.unit"]').value !== "");
    await form.locator('[name="lines.0.quantity"]').fill("3");
    await form.locator('[name="lines.0.unit_price"]').fill("3680.5");
    assert.equal(await form.locator("[data-amount]").first().textContent(), "11,041.50");
    assert.equal(await form.locator("[data-total]").textContent(), "11,041.50");
    const today = await page.locator("body").getAttribute("data-today");
    for (const [typed, days] of [["+20", 20], ["明天", 1]]) {
      await wanted.fill(typed);
      await wanted.blur();
      const day = new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
      assert.equal(await wanted.inputValue(), day, typed);
    }
    await wanted.fill("46400");
    await wanted.blur();
    assert.equal(await wanted.inputValue(), "2027-01-13");
    assert.match(await form.locator("[data-weekday]").last().textContent(), /./);
    await checkAccessible(page, { within: "main form[data-form]" });
    await page.mouse.wheel(0, 0);
    await Promise.all([page.waitForURL(/\/orders\/[0-9a-f]{32}/), form.locator('footer [type="submit"]').click()]);
    await page.getByText("2027-01-13").first().waitFor();
    await close();
  });
}

test("two people on one thing: what does not conflict is taken over, what does is shown field by field", async () => {
  const { page, context, guard, close } = await open(browser, server, { as: "clerk" });
  await page.goto("/orders/new");
  const draft = page.locator("main form[data-form]");
  for (const [name, value] of [["customer", "C101"], ["terms", "月结30天"], ["lines.0.item", "ZG-1101"], ["lines.0.quantity", "2"], ["lines.0.wanted_on", "+40"]]) {
    await draft.locator(`[name="${name}"]`).fill(value);
  }
  await Promise.all([page.waitForURL(/\/orders\/[0-9a-f]{32}/), draft.locator('footer [type="submit"]').click()]);
  const href = new URL(page.url()).pathname;
  const edit = `${href}/edit`;
  await page.goto(edit);
  const other = await context.newPage();
  await other.goto(edit);
  const save = (tab) => tab.locator('main footer [type="submit"]').click();
  await page.locator('[name="remark"]').fill("甲的备注");
  await page.locator('[name="transport"]').fill("空运");
  await Promise.all([page.waitForURL(`**${href}`), save(page)]);

  guard.expect(412);
  await other.locator('[name="remark"]').fill("乙的备注");
  const refused = other.waitForResponse((answer) => answer.status() === 412);
  await save(other);
  await refused;
  await other.locator('[name="remark"][aria-invalid]').waitFor();
  assert.match(await other.locator("main").innerText(), /别人改成了“甲的备注”，你填的是“乙的备注”/);
  assert.equal(await other.locator('[name="remark"]').inputValue(), "乙的备注", "mine stays until it is decided");
  assert.equal(await other.locator('[name="transport"]').inputValue(), "空运", "theirs is in");
  await Promise.all([other.waitForURL(`**${href}`), save(other)]);
  await other.getByText("乙的备注").first().waitFor();
  await other.getByText("空运").first().waitFor();
  await close();
});

test("on a telephone the filters of a list open, and stay until something is chosen", async () => {
  const { page, close } = await open(browser, server, { screen: SCREENS.phone, as: "lead" });
  await page.goto("/orders");
  const kind = page.locator('[data-filter] [name="kind"]');
  assert.equal(await kind.isVisible(), false);
  let loads = 0;
  page.on("load", () => { loads += 1; });
  await page.locator(".gd-foldlabel").click();
  await kind.waitFor();
  assert.equal(loads, 0, "nothing is loaded anew");
  await Promise.all([page.waitForURL(/kind=/), kind.selectOption({ index: 1 })]);
  await close();
});

test("the first page moves at most 150 KB, a later one 40 KB", async () => {
  const { page, close } = await open(browser, server, { as: "clerk" });
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  let bytes = 0;
  wire.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
  await wire.send("Network.clearBrowserCache");
  await page.goto("/", { waitUntil: "networkidle" });
  assert.ok(bytes <= 150_000, `the first page moved ${bytes} bytes`);
  const first = bytes;
  for (const path of ["/orders?clerk=all", "/duties", "/shipments"]) {
    bytes = 0;
    await page.goto(path, { waitUntil: "networkidle" });
    assert.ok(bytes <= 40_000, `${path} moved ${bytes} bytes`);
  }
  console.log(`first page ${first} bytes`);
  await close();
});
