// Operation in a browser, with the stand-in for the API: every page is shown without a fault, can be read by everybody, and is
// operated by keyboard; what runs is followed by its events.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { proceed, resetOperation, setPace } from "../stand-in-operate.ts";
import { checkPages, seriousFaults } from "./every-page.ts";
import { eventually, settle, visit } from "./opening.ts";

/** Pages with what is there when they are complete. */
const SHOWS: Record<string, string> = {
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

checkPages(Object.entries(SHOWS).map(([page, shows]) => ({ path: `/operate/${page}`, shows })));

describe("somebody at work", () => {
  beforeEach(() => {
    resetOperation();
    setPace(null);
  });

  test("runs processing now by keyboard, and sees how far it is until it has ended", () =>
    visit("/operate/overview", { shows: "table" }, async (page) => {
      await page.getByRole("button", { name: "Run now: Processing" }).focus();
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("alertdialog", { name: "Run Processing now?" });
      await dialog.waitFor();
      assert.deepEqual(await seriousFaults(page, undefined, "[role=alertdialog]"), []);
      for (const name of ["Cancel", "Run now"]) {
        await page.keyboard.press("Tab");
        await dialog.locator("button:focus").filter({ hasText: name }).waitFor();
      }
      await page.keyboard.press("Enter");
      await dialog.getByText(/^Processing is asked for/).waitFor();
      await page.keyboard.press("Escape");
      const bar = page.getByRole("progressbar", { name: /^Processing/ });
      proceed(6);
      await bar.waitFor();
      await page.getByText(/rows\/s · .* left/).waitFor();
      proceed();
      await page.getByText("All files are read.").waitFor();
      await bar.waitFor({ state: "detached" });
    }));

  test("asks nothing while nothing happens", () =>
    visit("/operate/runs", { shows: "table" }, async (page) => {
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.clock.install();
      await page.goto("/operate/overview");
      await settle(page, "table");
      // What is shown is asked for once more when the stream begins.
      await eventually(async () => {
        await page.clock.runFor(1_000);
        assert.ok(asked.filter((url) => url.endsWith("/api/v1/operation")).length > 1);
      });
      for (let before = -1; before < asked.length; ) {
        before = asked.length;
        await page.clock.runFor(1_000);
        await page.waitForTimeout(500);
      }
      asked.length = 0;
      await page.clock.runFor(60_000);
      await page.waitForTimeout(50);
      // Each minute, whether there is new data.
      assert.deepEqual(
        asked.filter((url) => !url.endsWith("/api/v1/apps")),
        [],
      );
    }));

  test("closes a question by Escape without any change, and is where they were", () =>
    visit("/operate/rejects", { shows: "table" }, async (page) => {
      const changes: string[] = [];
      page.on("request", (request) => request.method() !== "GET" && changes.push(request.url()));
      await page.getByRole("button", { name: "Replay late" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("alertdialog").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("alertdialog").waitFor({ state: "detached" });
      assert.deepEqual(changes, []);
      // A closed dialog gives the focus back a moment after it is gone.
      await page.locator('button[aria-label="Replay late"]:focus').waitFor();
    }));

  test("replays rejects", () =>
    visit("/operate/rejects/late", { shows: "pre" }, async (page) => {
      await page.getByRole("button", { name: "Replay late" }).click();
      const dialog = page.getByRole("alertdialog");
      await dialog.getByRole("button", { name: "Replay", exact: true }).click();
      await dialog.getByText(/^The replay is asked for/).waitFor();
    }));

  test("retries quarantined files", () =>
    visit("/operate/files?state=quarantined", { shows: "table" }, async (page) => {
      await page.getByRole("button", { name: "Retry all on this page" }).click();
      const dialog = page.getByRole("alertdialog");
      await dialog.getByRole("button", { name: "Retry all on this page" }).click();
      await dialog.getByText(/^2 files are released/).waitFor();
      await dialog.getByRole("button", { name: "Close" }).click();
      await page.getByText("No file is quarantined.").waitFor();
    }));

  test("describes a name, which others see", () =>
    visit("/operate/metadata/add_to_cart?app=shop&kind=events", { shows: "table, main article" }, async (page) => {
      await page.getByRole("button", { name: "Edit description" }).click();
      await page.getByRole("textbox", { name: "Description" }).fill("An item was put into the cart.");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("An item was put into the cart.").waitFor();
      await page.goto("/operate/metadata?app=shop&kind=events&search=cart");
      await page.getByRole("cell", { name: "An item was put into the cart." }).waitFor();
    }));

  test("follows a rejected request to its explanation and back", () =>
    visit("/operate/rejects", { shows: "table" }, async (page) => {
      await page.getByRole("link", { name: "bot" }).click();
      await page.locator("main").getByRole("link", { name: "Explain" }).first().click();
      await page.getByText("rejected: unknown_app").waitFor();
      await page.goBack();
      await page.locator("main pre").first().waitFor();
    }));

  test("reads Chinese texts", () =>
    visit("/operate/overview", { locale: "zh-CN" }, async (page) => {
      await page.getByRole("heading", { level: 1, name: "运行概览" }).waitFor();
      await page.getByRole("button", { name: "立即运行：处理" }).waitFor();
    }));
});
