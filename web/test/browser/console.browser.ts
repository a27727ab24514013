// The console in a browser, with the stand-in for the API. Each check names what a reader relies on.
import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { SHEETS } from "../stand-in-api.ts";
import { serve } from "../stand-in-server.ts";
import { launch, open, settle } from "./console-page.ts";

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

const card = (page: Page, chart: string) => page.locator(`[data-chart="${chart}"]`);
const search = (page: Page) => new URL(page.url()).search;

for (const sheet of SHEETS) {
  describe(sheet.id, () => {
    test("shows every chart, without a fault", async () => {
      const { page, faults } = await open(browser, base);
      await page.goto(`/apps/shop/${sheet.id}`);
      await settle(page);
      for (const chart of sheet.charts) {
        const shown = card(page, chart.id);
        assert.equal(await shown.getByRole("alert").count(), 0, `${chart.id} failed`);
        assert.ok((await shown.locator("canvas, table, strong").count()) > 0, `${chart.id} shows nothing`);
      }
      assert.deepEqual(faults, []);
      await page.context().close();
    });

    for (const look of ["light", "dark"] as const) {
      test(`has no serious fault of accessibility, ${look}`, async () => {
        const { page } = await open(browser, base, { colorScheme: look });
        await page.goto(`/apps/shop/${sheet.id}`);
        await settle(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        assert.deepEqual(
          serious.map(
            ({ id, nodes }) =>
              `${id}: ${nodes
                .slice(0, 3)
                .map(({ html }) => html.slice(0, 160))
                .join(" | ")}`,
          ),
          [],
        );
        await page.context().close();
      });
    }
  });
}

describe("a reader", () => {
  test("drills down by a click on a value, and goes back", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/apps/shop/engagement");
    await card(page, "engagement.events_by_name").getByRole("button", { name: "purchase" }).click();
    assert.equal(search(page), "?select.event_name=purchase");
    const drawing = card(page, "engagement.events_by_name_over_time").getByRole("img");
    const isOfOne = async () => !(await drawing.getAttribute("aria-label"))?.includes("_page_view");
    for (let tries = 0; tries < 300 && !(await isOfOne()); tries++) await page.waitForTimeout(100);
    assert.ok(await isOfOne());
    await page.goBack();
    assert.equal(search(page), "");
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("drills down by a click on a day of a drawn chart", async () => {
    const { page } = await open(browser, base);
    await page.goto("/apps/shop/overview");
    await settle(page);
    const canvas = card(page, "overview.users_by_day").locator("canvas");
    const box = await canvas.boundingBox();
    assert.ok(box);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForURL(/from=2026-11-\d\d&to=2026-11-\d\d/);
    await page.context().close();
  });

  test("sees the values of a day under the pointer", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/apps/shop/overview");
    await settle(page);
    const box = await card(page, "overview.users_by_day").locator("canvas").boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const tooltip = page.locator(".chart-tooltip");
    await tooltip.waitFor();
    assert.match((await tooltip.textContent()) ?? "", /day, \d+ November 2026Active users[\d,]+New users[\d,]+/);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("compares with the year before", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/apps/shop/overview");
    await page.getByRole("button", { name: /^Date range/ }).click();
    await page.getByRole("radio", { name: "Same days a year before" }).check({ force: true });
    assert.equal(search(page), "?compare=year");
    await page.getByRole("button", { name: "Last 7 days" }).click();
    assert.equal(search(page), "?range=7d&compare=year");
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("finds a country by its name, and Escape closes the list without losing the choice", async () => {
    const { page } = await open(browser, base);
    await page.goto("/apps/shop/acquisition");
    await page.getByRole("button", { name: "Country: All countries" }).click();
    await page.getByRole("searchbox").fill("turk");
    await page.getByRole("option", { name: "Türkiye" }).click();
    await page.getByRole("searchbox").fill("");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(search(page), "?country=T%C3%BCrkiye");
    await page.context().close();
  });

  test("works with the keyboard alone", async () => {
    const { page } = await open(browser, base);
    await page.goto("/apps/shop/overview");
    await settle(page);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the charts");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Last 7 days" }).focus();
    await page.keyboard.press("Enter");
    assert.equal(search(page), "?range=7d");
    await page.getByRole("button", { name: "Platform: All platforms" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/platform=/);
    await page.keyboard.press("Escape");
    await page.context().close();
  });

  test("chooses appearance and language, which stay", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/apps/shop/overview");
    await page.getByRole("button", { name: "Display" }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    await page.getByRole("button", { name: "Display" }).click();
    await page.getByRole("menuitemradio", { name: "中文" }).click();
    await page.getByRole("heading", { level: 1, name: "概览" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "概览" }).waitFor();
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(15, 20, 27)");
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("saves the rows of a chart as CSV", async () => {
    const { page, faults } = await open(browser, base);
    await page.goto("/apps/shop/engagement?range=7d");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      card(page, "engagement.events_by_name").getByRole("button", { name: "Download Events by name as CSV" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "shop-engagement.events_by_name-2026-11-23-2026-11-29.csv");
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  test("can use a narrow window", async () => {
    const { page } = await open(browser, base, { viewport: { width: 420, height: 900 } });
    await page.goto("/apps/shop/acquisition");
    await settle(page);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 420);
    await page.context().close();
  });
});
