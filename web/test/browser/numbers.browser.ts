// The numbers on the pages of the program's console are those of plain SQL over the loaded tables (tests/console/charts.sql):
// three weeks of generated traffic of one app whose clocks change in between.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import type { App, Chart, ChartResult, Column, Row, Sheet } from "../../src/api/types.ts";
import { changeOf } from "../../src/charts/earlier.ts";
import { PAGE_ROWS } from "../../src/state/chart-request.ts";
import document from "../sheets.json" with { type: "json" };
import { addressOfProject, ask, DAYS, DAYS_BEFORE, formats, readSections, readSql } from "./numbers-project.ts";
import { eventually, TABS, TALL, tableOf, visit } from "./opening.ts";
import { get } from "./program-console.ts";

const SHEETS = document.sheets as unknown as Sheet[];
/** The table under a chart has no more rows. */
const MOST_ROWS = 200;

const [{ sql: relations = "" } = {}, ...plain] = readSections(readSql("charts.sql"), "(?:relations|chart: )").sections;
const queries = new Map(plain.flatMap(({ head, sql }) => head.split(" ").map((id) => [id, sql])));

const expectedRows = ({ id, columns }: Chart, days: typeof DAYS): Promise<Row[]> =>
  ask(`${relations}${queries.get(id)}`, columns.length, days);

const isNear = (one: number, other: number): boolean =>
  Math.abs(one - other) <= 1e-6 * Math.max(Math.abs(one), Math.abs(other));

/** Times as the API writes them; a number that is equal but for rounding (some tables have single precision) is that of SQL. */
function comparable(rows: readonly Row[], wanted: readonly Row[]): Row[] {
  return rows.map((row, line) =>
    row.map((value, at) => {
      const other = wanted[line]?.[at];
      if (typeof value === "number") return typeof other === "number" && isNear(value, other) ? other : value;
      return typeof value === "string" ? value.replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)Z?$/, "$1 $2") : value;
    }),
  );
}

async function assertAnswer(chart: Chart, days: { first: string; last: string }, wanted: Row[]): Promise<ChartResult> {
  const search = new URLSearchParams({ from: days.first, to: days.last });
  if (chart.kind === "table") search.set("limit", String(PAGE_ROWS));
  const answer = await get<ChartResult>(await addressOfProject(), `/api/v1/apps/shop/charts/${chart.id}?${search}`);
  assert.deepEqual(comparable(answer.rows, wanted), comparable(wanted, wanted), `the answer of ${chart.id}`);
  return answer;
}

const isName = ({ role }: Column): boolean => role !== "measure";

function cells(columns: readonly Column[], row: Row): string[] {
  const currency = String(row[columns.findIndex(({ name }) => name === "currency")] ?? "");
  return row.map((value, at) => {
    const column = columns[at];
    return column ? formats.cell(value, column, currency) : "";
  });
}

async function assertFigures(page: Page, card: string, { columns }: Chart, rows: Row[], before: Row[]): Promise<void> {
  const at = columns.findIndex(({ role }) => role === "measure");
  const sorted = [...rows].sort((a, b) => Number(b[at]) - Number(a[at]));
  const wanted = sorted.map((row) => {
    const earlier = before.find((other) =>
      columns.every((column, index) => !isName(column) || other[index] === row[index]),
    );
    const change = changeOf(row, earlier, at);
    const arrow = change === null || change === 0 ? "" : change > 0 ? "▲" : "▼";
    return [cells(columns, row)[at] ?? "", change === null ? "" : `${arrow} ${formats.share(Math.abs(change))}`];
  });
  await eventually(async () => {
    const figures = await page
      .locator(`${card} p:has(strong)`)
      .evaluateAll((shown) =>
        shown.map((figure) => [
          figure.querySelector("strong")?.textContent ?? "",
          figure.querySelector('[aria-hidden="true"]')?.textContent ?? "",
        ]),
      );
    assert.deepEqual(figures, wanted, `the figures of ${card}`);
  });
}

/** Lists with bars and pivots show rows themselves; the others have them in the table below the drawing. */
async function assertRows(page: Page, card: string, { kind, columns }: Chart, rows: Row[]): Promise<void> {
  const wanted = rows.map((row) => cells(columns, row));
  if (kind === "table") {
    await eventually(async () => assert.deepEqual(await tableOf(page, card), wanted, `the rows of ${card}`));
    return;
  }
  if (kind === "bar" || kind === "pivot") {
    // The kind of traffic or page is in the selector, not in the rows.
    const own = columns.flatMap(({ name }, at) => (name === "aggregation_type" ? [] : [at]));
    await eventually(async () => {
      const shown = await tableOf(page, card);
      assert.ok(shown.length > 0, `${card} shows no rows`);
      const visible = wanted.slice(0, shown.length).map((row) => own.map((at) => row[at] ?? ""));
      assert.deepEqual(shown, visible, `the list of ${card}`);
    });
  }
  await page.locator(card).getByRole("button", { name: "Table", exact: true }).click();
  const under = wanted.slice(0, MOST_ROWS);
  await eventually(async () =>
    assert.deepEqual(await tableOf(page, `${card} footer`), under, `the table under ${card}`),
  );
}

test("the console is compiled for the API and the charts of the program", async () => {
  const base = await addressOfProject();
  const files = { "/api/v1/openapi.json": "openapi.json", "/api/v1/sheets": "test/sheets.json" };
  for (const [path, file] of Object.entries(files)) {
    const answer = await get(base, path);
    if (process.env.REFRESH === "1") writeFileSync(file, `${JSON.stringify(answer, null, 1)}\n`);
    assert.deepEqual(
      JSON.parse(readFileSync(file, "utf8")),
      answer,
      `${file}: tests/console/run --refresh PROGRAM numbers`,
    );
  }
  const { apps } = await get<{ apps: App[] }>(base, "/api/v1/apps");
  assert.equal(apps.find(({ id }) => id === "shop")?.last_complete_day, DAYS.last);
});

test("each chart has a plain query, and each query a chart", () => {
  const ids = SHEETS.flatMap(({ charts }) => charts.map(({ id }) => id));
  assert.deepEqual([...queries.keys()].sort(), ids.sort());
});

describe("the numbers of plain SQL over the loaded tables are shown by", { concurrency: TABS }, () => {
  for (const sheet of SHEETS) {
    test(sheet.id, async () => {
      const base = await addressOfProject();
      await visit(`/apps/shop/${sheet.id}?range=14d`, { base, viewport: TALL, shows: "[data-chart]" }, async (page) => {
        for (const chart of sheet.charts) await assertChart(page, chart);
      });
    });
  }
});

async function assertChart(page: Page, chart: Chart): Promise<void> {
  const card = `[data-chart="${chart.id}"]`;
  const rows = (await expectedRows(chart, DAYS)).slice(0, chart.kind === "table" ? PAGE_ROWS : undefined);
  assert.ok(rows.length > 0, `the traffic shows nothing in ${chart.id}`);
  // By hour the console shows the last day.
  const isByHour = chart.columns[0]?.type === "hour";
  const { comparison } = await assertAnswer(chart, isByHour ? { ...DAYS, first: DAYS.last } : DAYS, rows);
  if (chart.kind !== "kpi") {
    await assertRows(page, card, chart, rows);
    return;
  }
  const before = await expectedRows(chart, DAYS_BEFORE);
  assert.deepEqual(comparable(comparison?.rows ?? [], before), before, `what ${chart.id} is compared with`);
  await assertFigures(page, card, chart, rows, before);
}
