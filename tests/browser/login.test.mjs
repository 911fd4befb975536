// Signing in and out: what a wrong password says, where a right one leads, that leaving is leaving.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { SCREENS, checkAccessible, checkWidth, launch, open, signIn, signOut, startServer } from "./kit.mjs";

let server;
let browser;

before(async () => {
  server = await startServer({ orders: 20 });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [name, screen] of Object.entries(SCREENS)) {
  test(`a wrong password is refused with a sentence, on a ${name}`, async () => {
    const { page, guard, close } = await open(browser, server, { screen });
    guard.expect(401);
    await signIn(page, "clerk", "not-the-password");
    assert.match(new URL(page.url()).pathname, /^\/login$/);
    await page.getByText("登录名或密码不对").first().waitFor();
    assert.equal(await page.locator('input[name="name"]').inputValue(), "U01", "the name stays");
    assert.equal(await page.locator('input[name="password"]').inputValue(), "", "the password does not");
    await checkAccessible(page);
    await checkWidth(page);
    await close();
  });

  test(`a right one leads to today's page, and leaving is leaving, on a ${name}`, async () => {
    const { page, close } = await open(browser, server, { screen, as: "clerk" });
    assert.match(await page.title(), /今日/);
    await checkAccessible(page);
    await checkWidth(page);
    const home = page.url();

    await signOut(page);
    await page.goto(home);
    assert.equal(new URL(page.url()).pathname, "/login", "the page is closed to who has left");
    await close();
  });
}

test("the sign-in page is accessible in the dark", async () => {
  const { page, close } = await open(browser, server, { theme: "dark" });
  await page.goto("/login");
  await checkAccessible(page);
  await close();
});

test("the sign-in page works by keyboard alone", async () => {
  const { page, close } = await open(browser, server);
  await page.goto("/login");
  await page.locator('input[name="name"]').focus();
  await page.keyboard.type("U03");
  await page.keyboard.press("Tab");
  await page.keyboard.type("gendan-demo");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/login");
  await close();
});
