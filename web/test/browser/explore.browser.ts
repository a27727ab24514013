// Explore in a browser, with the stand-in for the API: every page is shown without a fault, can be read by everybody, and
// is operated by keyboard.
import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { serve } from "../stand-in-server.ts";
import { EXPLORE_PAGES, launch, open } from "./console-page.ts";

let browser: Browser;
let base = "";
let stop: () => void;

before(async () => {
  const server = serve(process.env.ASSETS ?? "../build/web", 0);
  await new Promise((ready) => server.once("listening", ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launch();
  stop = () => server.close();
});

after(async () => {
  await browser.close();
  stop();
});

/** Waits until nothing is asked or drawn any more. */
async function settle(page: Page, shown: string): Promise<void> {
  await page.locator(`main :is(${shown})`).first().waitFor();
  await page.waitForFunction(
    () => document.querySelectorAll('[aria-busy="true"], [data-state="loading"]').length === 0,
  );
}

for (const [path, shown] of Object.entries(EXPLORE_PAGES)) {
  describe(path, () => {
    for (const look of ["light", "dark"] as const) {
      test(`is shown without a fault, and has no serious fault of accessibility, ${look}`, async () => {
        const { page, faults } = await open(browser, base, { colorScheme: look });
        await page.goto(`/apps/shop/explore/${path}?range=7d`);
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

describe("an analyst", () => {
  test("builds a funnel by keyboard, and its link shows it again", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/apps/shop/explore/funnel?range=7d");
    await settle(page, "table");
    const step = page.getByRole("combobox", { name: "Step 2: event" });
    await step.focus();
    await step.fill("purch");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const table = page.getByRole("table", { name: "Funnel" });
    await table.getByRole("rowheader", { name: "2 purchase" }).waitFor();
    const numbers = await table.textContent();
    await page.goto(page.url());
    await table.getByRole("rowheader", { name: "2 purchase" }).waitFor();
    assert.equal(await table.textContent(), numbers);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("saves a result as CSV", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/apps/shop/explore/event?range=7d");
    await settle(page, "table");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download Events as CSV" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "shop-event-2026-11-23-2026-11-29.csv");
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("can use a narrow window", async () => {
    const { page } = await open(browser, base, { viewport: { width: 420, height: 900 } });
    for (const path of ["event", "funnel", "path", "segments/3", "saved"]) {
      await page.goto(`/apps/shop/explore/${path}`);
      await settle(page, EXPLORE_PAGES[path] ?? "table");
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 420, path);
    }
    await page.context().close();
  });
});
