// Operation in a browser, with the stand-in for the API: every page is shown without a fault, can be read by everybody, and is
// operated by keyboard; what runs is followed by its events.
import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { resetOperation } from "../stand-in-operate.ts";
import { serve } from "../stand-in-server.ts";
import { launch, open } from "./console-page.ts";

let browser: Browser;
let base = "";
let stop: () => void;

before(async () => {
  const server = serve(process.env.ASSETS ?? "../build/web", 0);
  await new Promise((ready) => server.once("listening", ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launch();
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
});

after(async () => {
  await browser.close();
  stop();
});

beforeEach(resetOperation);

/** Pages with what is there when they are loaded. */
const PAGES: Record<string, string> = {
  overview: "table",
  runs: "table",
  "runs/load-20261130T0941": "table",
  jobs: "table",
  "jobs/20261130T094003-1c77b2": "table",
  files: "table",
  "files?state=quarantined": "table",
  rejects: "table",
  "rejects/bot": "pre",
  loads: "table",
  models: "table",
  schema: "table",
  metadata: "table",
  "metadata/price?app=shop&kind=parameters": "table",
  cost: "canvas",
  "explain?file=a.gz&line=12": "dl",
  configuration: "table",
  audit: "table",
};

/** Waits until nothing is asked or drawn any more. */
async function settle(page: Page, shown: string): Promise<void> {
  await page.locator(`main ${shown}`).first().waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.waitForFunction(
    () => document.querySelectorAll('[aria-busy="true"], [data-state="loading"]').length === 0,
  );
}

for (const [path, shown] of Object.entries(PAGES)) {
  describe(path, () => {
    for (const look of ["light", "dark"] as const) {
      test(`is shown without a fault, and has no serious fault of accessibility, ${look}`, async () => {
        const { page, faults } = await open(browser, base, { colorScheme: look });
        await page.goto(`/operate/${path}`);
        await settle(page, shown);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        const texts = serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
        assert.deepEqual(texts, []);
        assert.deepEqual(faults, []);
        await page.context().close();
      });
    }
  });
}

describe("somebody at work", () => {
  test("runs processing now by keyboard, and sees how far it is until it has ended", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/operate/overview");
    await settle(page, "table");
    await page.getByRole("button", { name: "Run now: Processing" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("alertdialog", { name: "Run Processing now?" });
    const { violations } = await new AxeBuilder({ page }).include("[role=alertdialog]").analyze();
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
    );
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await dialog.getByText(/^Processing is asked for/).waitFor();
    await page.keyboard.press("Escape");
    const bar = page.getByRole("progressbar", { name: /^Processing/ });
    await bar.waitFor();
    await page.getByText(/rows\/s · .* left/).waitFor();
    await page.getByText("All files are read.").waitFor();
    await bar.waitFor({ state: "detached" });
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("asks nothing while nothing happens", async () => {
    const { page } = await open(browser, base);
    await page.goto("/operate/overview");
    await settle(page, "table");
    // What is shown is asked for once more when the stream begins.
    await page.waitForTimeout(1_500);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.waitForTimeout(3_000);
    assert.deepEqual(asked, []);
    await page.context().close();
  });

  test("closes a question by Escape without any change, and is where they were", async () => {
    const { page } = await open(browser, base);
    await page.goto("/operate/rejects");
    await settle(page, "table");
    const changes: string[] = [];
    page.on("request", (request) => request.method() !== "GET" && changes.push(request.url()));
    await page.getByRole("button", { name: "Replay late" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("alertdialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    assert.deepEqual(changes, []);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Replay late");
    await page.context().close();
  });

  test("replays rejects", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/operate/rejects/late");
    await settle(page, "pre");
    await page.getByRole("button", { name: "Replay late" }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Replay", exact: true }).click();
    await dialog.getByText(/^The replay is asked for/).waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("retries quarantined files", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/operate/files?state=quarantined");
    await settle(page, "table");
    await page.getByRole("button", { name: "Retry all on this page" }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Retry all on this page" }).click();
    await dialog.getByText(/^2 files are released/).waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await page.getByText("No file is quarantined.").waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("describes a name, which others see", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/operate/metadata/add_to_cart?app=shop&kind=events");
    await settle(page, "table, main article");
    await page.getByRole("button", { name: "Edit description" }).click();
    await page.getByRole("textbox", { name: "Description" }).fill("An item was put into the cart.");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("An item was put into the cart.").waitFor();
    await page.goto("/operate/metadata?app=shop&kind=events&search=cart");
    await page.getByRole("cell", { name: "An item was put into the cart." }).waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("follows a rejected request to its explanation and back", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/operate/rejects");
    await settle(page, "table");
    await page.getByRole("link", { name: "bot" }).click();
    await page.locator("main").getByRole("link", { name: "Explain" }).first().click();
    await page.getByText("rejected: unknown_app").waitFor();
    await page.goBack();
    await page.locator("main pre").first().waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("reads Chinese texts", async () => {
    const { page, faults } = await open(browser, base, { locale: "zh-CN" });
    await page.goto("/operate/overview");
    await page.getByRole("heading", { level: 1, name: "运行概览" }).waitFor();
    await page.getByRole("button", { name: "立即运行：处理" }).waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("can use a narrow window", async () => {
    const { page } = await open(browser, base, { viewport: { width: 420, height: 900 } });
    for (const [path, shown] of Object.entries(PAGES)) {
      await page.goto(`/operate/${path}`);
      await settle(page, shown);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 420, path);
    }
    await page.context().close();
  });
});
