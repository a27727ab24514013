// The console of the real program on the two weeks of traffic of `millrace demo`: no chart is empty, the numbers on the screen
// are those of the SQL under the chart, and the first chart is there within a second. numbers.browser.ts asks whether that SQL is
// right.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import type { ChartResult, Row, Sheet, Value } from "../../src/api/types.ts";
import { createFormats } from "../../src/format/formats.ts";
import en from "../../src/texts/en.json" with { type: "json" };
import { createTexts } from "../../src/texts/texts.ts";
import sheets from "../sheets.json" with { type: "json" };
import { eventually, tableOf, visit } from "./opening.ts";
import { get, type ProgramConsole, run, serveProject } from "./program-console.ts";

const LOCALE = "en-GB";
const APP = "shop";
/** Of the generated traffic. */
const LAST_DAY = "2025-03-22";
/** The table under a chart is long; its beginning is compared. */
const ROWS = 30;

const folder = mkdtempSync(join(process.env.SCRATCH ?? "../build", "console-"));
const config = join(folder, "demo", "millrace.yml");
const formats = createFormats(LOCALE, createTexts(en, LOCALE));
let server: ProgramConsole;

before(async () => {
  await run("demo", join(folder, "demo"));
  server = await serveProject(config);
});

after(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The rows of a chart's statement, run by another process. */
async function ask({ sql, parameters, columns }: ChartResult): Promise<Row[]> {
  const bound = sql.replace(/\$(\d+)/g, (_, number: string) => literal(parameters[Number(number) - 1] ?? null));
  const printed = await run("query", "--config", config, "--warehouse", "--format", "json", bound);
  const rows = printed
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => Object.values(JSON.parse(line) as object) as Row);
  return rows.map((row) => row.slice(0, columns.length));
}

function literal(value: Value): string {
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}

function shown({ columns }: ChartResult, rows: Row[]): string[][] {
  const currency = columns.findIndex(({ name }) => name === "currency");
  return rows.map((row) => row.map((value, at) => cell(columns[at], value, String(row[currency] ?? ""))));
}

function cell(column: ChartResult["columns"][number] | undefined, value: Value, currency: string): string {
  return column ? formats.cell(value, column, currency) : "";
}

async function assertTableUnder(page: Page, chart: string, wanted: string[][]): Promise<void> {
  const card = `[data-chart="${chart}"]`;
  await page.locator(card).getByRole("button", { name: "Table", exact: true }).click();
  await eventually(async () => assert.deepEqual((await tableOf(page, `${card} footer`)).slice(0, ROWS), wanted, chart));
}

for (const sheet of sheets.sheets as unknown as Sheet[]) {
  describe(sheet.id, () => {
    test("shows every chart, without a fault, with the numbers of the warehouse", () =>
      visit(`/apps/${APP}/${sheet.id}`, { base: server.base, shows: "[data-chart]" }, async (page) => {
        for (const { id, kind, columns } of sheet.charts) {
          const card = page.locator(`[data-chart="${id}"]`);
          assert.equal(await card.getByRole("alert").count(), 0, `${id} failed`);
          assert.equal(await card.getByText("No data for these days").count(), 0, `${id} is empty`);
          if (kind === "table" || kind === "kpi") continue;
          // By hour the console shows the last day.
          const days = columns[0]?.type === "hour" ? `?from=${LAST_DAY}&to=${LAST_DAY}` : "";
          const result = await get<ChartResult>(server.base, `/api/v1/apps/${APP}/charts/${id}${days}`);
          await assertTableUnder(page, id, shown(result, await ask(result)).slice(0, ROWS));
        }
      }));
  });
}

// Other work on the machine makes a load slower, never faster: one that is quick enough shows it.
test("the first chart is there within a second of the load", () =>
  eventually(async () => {
    const milliseconds = await loadMs();
    assert.ok(milliseconds < 1000, `${Math.round(milliseconds)} ms`);
  }));

const loadMs = (): Promise<number> =>
  visit(
    `/apps/${APP}/overview`,
    { base: server.base, shows: '[data-chart="overview.users_by_day"] [data-state="drawn"]', isSettled: false },
    (page) =>
      page.evaluate(() => {
        const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
        return performance.now() - (navigation?.loadEventEnd ?? 0);
      }),
  );
