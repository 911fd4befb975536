// Pictures of the pages: every page × two screens × light and dark, into the folder named by the argument.
// `cargo xtask screenshots` starts the server and runs this.

import assert from "node:assert/strict";
import { join } from "node:path";

import { SCREENS, launch, open } from "./kit.mjs";
import { PAGES } from "./pages.mjs";

const folder = process.argv[2];
const url = process.env.GENDAN_URL;
assert.ok(folder && url, "usage: GENDAN_URL=http://… node screenshots.mjs FOLDER");

const browser = await launch();
const failed = [];
for (const [screenName, screen] of Object.entries(SCREENS)) {
  for (const theme of ["light", "dark"]) {
    for (const { name, as, path, find } of PAGES) {
      const file = `${name}-${screenName}-${theme}.png`;
      try {
        const { page, close } = await open(browser, { url }, { screen, theme, as });
        await page.goto(path);
        if (find) await find(page);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: join(folder, file), animations: "disabled" });
        await close();
        console.log(file);
      } catch (error) {
        failed.push(`${file}: ${error.message}`);
      }
    }
  }
}
await browser.close();
assert.deepEqual(failed, [], "every picture was taken and no page complained");
