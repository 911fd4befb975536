// What opens beside a page: a paper that is printed, a customer who was not found. The page stays as it is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { SCREENS, launch, open, startServer } from "./kit.mjs";

let server;
let browser;

before(async () => {
  server = await startServer({ orders: 15, months: 2, seed: 5 });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [screenName, screen] of Object.entries(SCREENS)) {
  test(`a double click prints once, in a window of its own, on a ${screenName}`, async () => {
    const { page, close } = await open(browser, server, { screen, as: "clerk" });
    await page.goto("/shipments?tab=arrived");
    await page.locator("[data-row][data-href] a").first().click();
    await page.waitForURL(/\/shipments\/[0-9a-f]{32}/);
    const prints = async () => (await (await page.request.get(`/api/v1${new URL(page.url()).pathname}`)).json()).prints.length;
    const before = await prints();
    await page.locator("details.gd-menu", { hasText: "预览送货单" }).locator("summary").click();
    const window = page.context().waitForEvent("page");
    await page.locator('form[target="_blank"][action$="/delivery-note.pdf"] button').dblclick();
    await (await window).close();
    await page.reload();
    assert.equal(await prints(), before + 1);
    await page.getByText("打印记录").first().waitFor();
    await close();
  });

  test(`a customer who is not found is proposed beside the order, on a ${screenName}`, async () => {
    const { page, close } = await open(browser, server, { screen, as: "clerk" });
    await page.goto("/orders/new");
    const name = `没有这一家 ${screenName}`;
    await page.locator('[name="customer"]').fill(name);
    const window = page.context().waitForEvent("page");
    await page.locator(".gd-combo li", { hasText: "提出新客户" }).click();
    const form = await window;
    const code = `N-${screenName}`;
    await form.locator('[name="code"]').fill(code);
    await form.locator('[name="name"]').fill(name);
    await form.locator('form[data-form] [type="submit"]').last().click();
    await form.waitForURL(/\/customers\/[0-9a-f]{32}/);
    await form.getByText("待确认").first().waitFor();
    await form.close();
    // What was typed stands, and now it is found.
    assert.equal(await page.locator('[name="customer"]').inputValue(), name);
    await page.locator('[name="customer"]').fill(code);
    await page.locator(".gd-combo li", { hasText: name }).waitFor();
    await close();
  });
}
