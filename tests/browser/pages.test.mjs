// Every page, on both screens, light and dark: nothing serious for axe, nothing sideways, nothing wrong behind it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { NARROW, SCREENS, checkAccessible, checkWidth, launch, open, startServer } from "./kit.mjs";
import { PAGES } from "./pages.mjs";

let server;
let browser;

before(async () => {
  server = await startServer({ orders: 90, months: 3, seed: 2 });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [screenName, screen] of Object.entries(SCREENS)) {
  for (const who of [...new Set(PAGES.map((page) => page.as))]) {
    test(`the pages of ${who ?? "nobody"} on a ${screenName}`, async () => {
      const { page, close } = await open(browser, server, { screen, as: who });
      const wrong = [];
      for (const { name, path, find } of PAGES.filter((one) => one.as === who)) {
        await page.emulateMedia({ colorScheme: "light" });
        await page.goto(path);
        let theme = "light";
        try {
          if (find) await find(page);
          await checkAccessible(page);
          await checkWidth(page);
          await page.setViewportSize(NARROW[screenName]);
          await checkWidth(page);
          await page.setViewportSize(screen.viewport);
          theme = "dark";
          await page.emulateMedia({ colorScheme: theme });
          await checkAccessible(page);
        } catch (error) {
          wrong.push(`${name}, ${theme}: ${error.message}\n${JSON.stringify(error.actual ?? "")}`);
        }
      }
      assert.deepEqual(wrong, []);
      await close();
    });
  }
}
