// A form that was refused: it says why, and nothing that was put into it is lost.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { SCREENS, launch, open, startServer } from "./kit.mjs";

let server;
let browser;

before(async () => {
  server = await startServer({ orders: 40, months: 1, seed: 4 });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [n, [screenName, screen]] of Object.entries(SCREENS).entries()) {
  test(`a refused form keeps the files that were chosen, on a ${screenName}`, async () => {
    const { page, guard, close } = await open(browser, server, { screen, as: "lead" });
    await page.goto("/orders?tab=production&clerk=all");
    // An order is held once: every screen takes another.
    await page.locator("[data-row][data-href] a").nth(n).click();
    await page.waitForURL(/\/orders\/[0-9a-f]{32}/);
    await page.locator('a[data-dialog][href$="/hold"]').first().evaluate((link) => link.click());
    const form = page.locator("dialog[open] form.gd-form");
    const file = form.locator('input[type="file"]');
    await file.setInputFiles({ name: "通知.txt", mimeType: "text/plain", buffer: Buffer.from("客户要求暂停") });

    // Without a reason it is refused; the file is still there, and goes with the reason.
    guard.expect(422);
    await form.locator('footer [type="submit"]').click();
    await form.locator('[name="reason"][aria-invalid]').waitFor();
    await form.locator('[name="reason"]').fill("客户要求暂停");

    // One with nothing in it is said above the form, which stays as it is.
    guard.expect(422);
    await file.setInputFiles({ name: "空.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) });
    await form.locator('footer [type="submit"]').click();
    await form.locator("[data-summary] p").first().waitFor();
    assert.equal(await form.locator('[name="reason"]').inputValue(), "客户要求暂停");
    guard.expect(422);
    await form.locator('[name="reason"]').fill("");
    await file.setInputFiles({ name: "通知.txt", mimeType: "text/plain", buffer: Buffer.from("客户要求暂停") });
    await form.locator('footer [type="submit"]').click();
    await form.locator('[data-summary] a[href$="-reason"]').waitFor();
    assert.deepEqual(await file.evaluate((input) => [...input.files].map((chosen) => chosen.name)), ["通知.txt"]);
    await form.locator('[name="reason"]').fill("客户要求暂停");
    await Promise.all([page.waitForNavigation(), form.locator('footer [type="submit"]').click()]);
    await page.getByText("通知.txt").first().waitFor({ state: "attached" });
    await close();
  });
}
