// The sheets in a browser, with the stand-in for the API. Each check names what a reader relies on.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { SHEETS } from "../stand-in-api.ts";
import { checkPages } from "./every-page.ts";
import { eventually, hasParameters, TABS, visit } from "./opening.ts";

/** A drawing that has just come may not hear of the pointer yet; then it is moved again. */
const ONE_TRY_MS = 2_000;

const card = (page: Page, chart: string) => page.locator(`[data-chart="${chart}"]`);

checkPages(
  SHEETS.map(({ id, charts }) => ({
    path: `/apps/shop/${id}`,
    shows: "[data-chart]",
    check: async (page) => {
      for (const chart of charts) {
        const shown = card(page, chart.id);
        await shown.locator("canvas, table, strong").first().waitFor();
        assert.equal(await shown.getByRole("alert").count(), 0, `${chart.id} failed`);
      }
    },
  })),
);

describe("a reader", { concurrency: TABS }, () => {
  test("drills down by a click on a value, and goes back", () =>
    visit("/apps/shop/engagement", {}, async (page) => {
      await card(page, "engagement.events_by_name").getByRole("button", { name: "purchase" }).click();
      await hasParameters(page, "?select.event_name=purchase");
      const overTime = '[data-chart="engagement.events_by_name_over_time"]';
      await page.locator(`${overTime} [role="img"]:not([aria-label*="_page_view"])`).waitFor();
      await page.goBack();
      await hasParameters(page, "");
    }));

  test("drills down by a click on a day of a drawn chart", () =>
    visit("/apps/shop/overview", {}, async (page) => {
      await eventually(async () => {
        await card(page, "overview.users_by_day").locator("canvas").click();
        await page.waitForURL(/from=2026-11-\d\d&to=2026-11-\d\d/, { timeout: ONE_TRY_MS });
      });
    }));

  test("sees the values of a day under the pointer", () =>
    visit("/apps/shop/overview", {}, async (page) => {
      const values = /day, \d+ November 2026Active users[\d,]+New users[\d,]+/;
      await eventually(async () => {
        await page.mouse.move(0, 0);
        await card(page, "overview.users_by_day").locator("canvas").hover();
        await page.locator(".chart-tooltip").filter({ hasText: values }).waitFor({ timeout: ONE_TRY_MS });
      });
    }));

  test("compares with the year before", () =>
    visit("/apps/shop/overview", {}, async (page) => {
      await page.getByRole("button", { name: /^Date range/ }).click();
      await page.getByRole("radio", { name: "Same days a year before" }).check({ force: true });
      await hasParameters(page, "?compare=year");
      await page.getByRole("button", { name: "Last 7 days" }).click();
      await hasParameters(page, "?range=7d&compare=year");
    }));

  test("finds a country by its name, and Escape closes the list without losing the choice", () =>
    visit("/apps/shop/acquisition", {}, async (page) => {
      await page.getByRole("button", { name: "Country: All countries" }).click();
      await page.getByRole("searchbox").fill("turk");
      await page.getByRole("option", { name: "Türkiye" }).click();
      await page.getByRole("searchbox").fill("");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await hasParameters(page, "?country=T%C3%BCrkiye");
    }));

  test("works with the keyboard alone", () =>
    visit("/apps/shop/overview", {}, async (page) => {
      await page.keyboard.press("Tab");
      await page.locator(":focus").filter({ hasText: "Skip to the charts" }).waitFor();
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await page.locator("main button:focus").waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").getByRole("button", { name: "Last 7 days" }).focus();
      await page.keyboard.press("Enter");
      await hasParameters(page, "?range=7d");
      await page.getByRole("button", { name: "Platform: All platforms" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("option").first().waitFor();
      await page.locator('[role="dialog"] :focus').waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForURL(/platform=/);
      await page.keyboard.press("Escape");
    }));

  test("chooses appearance and language, which stay", () =>
    visit("/apps/shop/overview", {}, async (page) => {
      await page.getByRole("button", { name: "Display" }).click();
      await page.getByRole("menuitemradio", { name: "Dark" }).click();
      await page.getByRole("button", { name: "Display" }).click();
      await page.getByRole("menuitemradio", { name: "中文" }).click();
      await page.getByRole("heading", { level: 1, name: "概览" }).waitFor();
      await page.reload();
      await page.getByRole("heading", { level: 1, name: "概览" }).waitFor();
      await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(15, 20, 27)");
    }));

  test("saves the rows of a chart as CSV", () =>
    visit("/apps/shop/engagement?range=7d", {}, async (page) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        card(page, "engagement.events_by_name").getByRole("button", { name: "Download Events by name as CSV" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "shop-engagement.events_by_name-2026-11-23-2026-11-29.csv");
    }));
});
