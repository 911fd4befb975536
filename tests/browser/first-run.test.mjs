// The first run: a link that the server prints, three ways to begin, on a desktop and on a phone.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { DESKTOP, NARROW, PHONE, SCREENS, checkAccessible, checkWidth, launch, open, startServer } from "./kit.mjs";

let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

/** A picture, where somebody wants to look: `GENDAN_PICTURES` names the folder. */
async function picture(page, name) {
  const folder = process.env.GENDAN_PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** A page as it should be, however narrow. */
async function look(page, name, screen) {
  await checkAccessible(page);
  await checkWidth(page);
  await picture(page, `${name}-${screen}`);
  await page.setViewportSize(NARROW[screen]);
  await checkWidth(page);
  await page.setViewportSize(SCREENS[screen].viewport);
}

for (const [name, screen] of Object.entries(SCREENS)) {
  test(`a company of one's own, on a ${name}`, async () => {
    const server = await startServer({ empty: true });
    const { page, guard, context, close } = await open(browser, server, { screen });
    try {
      // It asks again by itself: nothing is looked at that may go away meanwhile.
      for (let asked = 0; asked < 5; asked += 1) guard.expect(503);
      await page.goto("/orders");
      await page.getByText("系统还没有设置好").waitFor();
      await picture(page, `closed-${name}`);

      await page.goto(server.link);
      await page.getByRole("heading", { name: "开始使用跟单" }).waitFor();
      await look(page, "ways", name);
      await page.getByRole("link", { name: "English" }).click();
      await page.getByRole("heading", { name: "Begin with Gendan" }).waitFor();
      await look(page, "ways-en", name);
      await page.getByRole("link", { name: "Load the demo" }).click();
      await page.getByRole("button", { name: "Load the demo company" }).waitFor();
      await page.getByRole("link", { name: "中文" }).click();
      await look(page, "demo", name);
      await page.getByRole("link", { name: "取消" }).click();
      await page.getByRole("link", { name: "选择备份" }).click();
      await look(page, "restore", name);
      await page.getByRole("link", { name: "取消" }).click();

      await page.getByRole("link", { name: "建立公司" }).click();
      await page.getByLabel("公司名称").fill("云锦道具有限公司");
      await page.getByLabel("姓名").fill("周敏");
      await page.getByLabel("密码", { exact: false }).first().fill("correct horse");
      await page.getByLabel("再输入一次密码").fill("correct house");
      guard.expect(422);
      await page.getByRole("button", { name: "建立公司并登录" }).click();
      await page.getByText("两次输入的密码不一样").first().waitFor();
      assert.equal(await page.getByLabel("公司名称").inputValue(), "云锦道具有限公司");
      assert.equal(await page.locator('input[name="password"]').inputValue(), "");
      await look(page, "company", name);
      await page.locator('input[name="password"]').fill("correct horse");
      await page.locator('input[name="again"]').fill("correct horse");
      await page.getByRole("button", { name: "建立公司并登录" }).click();
      await page.waitForURL("**/settings/begin");
      await page.getByRole("heading", { name: "接下来" }).waitFor();
      await look(page, "begin", name);

      const again = await context.request.get(server.link);
      assert.equal(again.status(), 404, "the link is good once");
      await close();
    } finally {
      await server.stop();
    }
  });
}

test("the demo company begins, on a phone", async () => {
  const demo = await startServer({ empty: true });
  try {
    const { page, close } = await open(browser, demo, { screen: PHONE });
    await page.goto(`${demo.link}/demo`);
    await page.getByRole("button", { name: "载入演示公司" }).click();
    await page.getByText("正在载入演示公司").first().waitFor();
    await picture(page, "busy-phone");
    // Sixty orders take this build a minute; that the end comes, tests over HTTP see with two.
    if (!process.env.GENDAN_PICTURES) {
      await close();
      return;
    }
    await page.getByRole("heading", { name: "演示公司准备好了" }).waitFor({ timeout: 120_000 });
    await page.getByText("gendan-demo").waitFor();
    await look(page, "demo-done", "phone");
    await page.getByRole("link", { name: "去登录" }).click();
    await page.locator('input[name="name"]').fill("U01");
    await page.locator('input[name="password"]').fill("gendan-demo");
    await page.locator('form[action="/login"] [type="submit"]').click();
    await page.getByRole("heading", { name: "今日" }).first().waitFor();
    await close();
  } finally {
    await demo.stop();
  }
});

test("a backup is put back, on a desktop", async () => {
  const copies = await mkdtemp(join(tmpdir(), "gendan-copies-"));
  const small = await startServer({ orders: 2, months: 1 });
  await small.run(["backup", "--to", join(copies, "gendan-2026-11-24")]).finally(small.stop);
  const server = await startServer({ empty: true, env: { GENDAN_BACKUP_DIR: copies } });
  try {
    const { page, guard, close } = await open(browser, server, { screen: DESKTOP });
    await page.goto(`${server.link}/restore`);
    await page.getByText("条记录，版本").waitFor();
    assert.equal(await page.getByLabel("备份所在的文件夹").isVisible(), false, "nothing to type");
    await page.getByText("在另一个文件夹里").click();
    await page.getByLabel("备份所在的文件夹").fill(tmpdir());
    await page.getByLabel("为什么恢复").fill("硬盘损坏");
    guard.expect(422);
    await page.getByRole("button", { name: "核对并恢复" }).click();
    await page.getByText("没有完整的备份").first().waitFor();
    await look(page, "restore-refused", "desktop");
    await page.getByText("条记录，版本").click();
    await page.getByRole("button", { name: "核对并恢复" }).click();
    await page.getByRole("heading", { name: "备份恢复好了" }).waitFor({ timeout: 120_000 });
    await look(page, "restore-done", "desktop");
    await page.getByRole("link", { name: "去登录" }).click();
    await page.locator('input[name="name"]').waitFor();
    await close();
    assert.match(server.log(), /facts are here again/);
  } finally {
    await server.stop();
    await rm(copies, { recursive: true, force: true });
  }
});
