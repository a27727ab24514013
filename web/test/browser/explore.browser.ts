// Explore in a browser, with the stand-in for the API: every page is shown without a fault, can be read by everybody, and
// is operated by keyboard.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkPages } from "./every-page.ts";
import { EXPLORE_PAGES } from "./explore-pages.ts";
import { eventually, TABS, visit } from "./opening.ts";

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

  test("saves a result as CSV", () =>
    visit("/apps/shop/explore/event?range=7d", { shows: "table" }, async (page) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download Events as CSV" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "shop-event-2026-11-23-2026-11-29.csv");
    }));
});
