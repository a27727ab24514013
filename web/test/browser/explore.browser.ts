// Explore in a browser, with the stand-in for the API: every page is shown without a fault, can be read by everybody, and
// is operated by keyboard.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkPages } from "./every-page.ts";
import { EXPLORE_PAGES } from "./explore-pages.ts";
import { eventually, TABS, visit } from "./opening.ts";

const PHONE = { width: 390, height: 844 };

checkPages(EXPLORE_PAGES);

describe("an analyst", { concurrency: TABS }, () => {
  test("builds a funnel by keyboard, and its link shows it again", () =>
    visit("/apps/shop/explore/funnel?range=7d", { shows: "table" }, async (page) => {
      const step = page.getByRole("combobox", { name: "Step 2: event" });
      await step.focus();
      await step.fill("purch");
      await page.getByRole("option", { name: /purchase/ }).waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      const table = page.getByRole("table", { name: "Funnel" });
      await table.getByRole("rowheader", { name: "2 purchase" }).waitFor();
      const numbers = await table.textContent();
      await page.goto(page.url());
      await table.getByRole("rowheader", { name: "2 purchase" }).waitFor();
      await eventually(async () => assert.equal(await table.textContent(), numbers));
    }));

  test("scrolls a diagram of paths by keyboard where the page is narrow", () =>
    visit("/apps/shop/explore/path?range=7d", { shows: "table", viewport: PHONE }, async (page) => {
      const diagram = page.getByRole("region", { name: "Paths, step by step" });
      await diagram.locator("canvas").waitFor();
      const [shown, whole] = await diagram.evaluate((region) => [region.clientWidth, region.scrollWidth] as const);
      assert.ok(shown <= PHONE.width && whole > shown, `${whole} px in ${shown} px`);
      await diagram.focus();
      await page.keyboard.press("ArrowRight");
      await eventually(async () => assert.ok((await diagram.evaluate((region) => region.scrollLeft)) > 0));
    }));

  test("saves a result as CSV", () =>
    visit("/apps/shop/explore/event?range=7d", { shows: "table" }, async (page) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download Events as CSV" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "shop-event-2026-11-23-2026-11-29.csv");
    }));
});
