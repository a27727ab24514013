// A stand-in for the program's API: it answers by the agreement, with made-up numbers. Tests and `scripts/web dev` use it.
import type { App, Chart, ChartResult, Problem, Row, Sheet } from "../src/api/types.ts";
import document from "./sheets.json" with { type: "json" };
import { addDays, FIRST_DAY, LAST_DAY, noise, type Question, rowsOf } from "./stand-in-data.ts";
import { answerDocuments } from "./stand-in-documents.ts";
import { answerExplore } from "./stand-in-explore.ts";
import { answerOperate } from "./stand-in-operate.ts";

export const SHEETS = document.sheets as unknown as Sheet[];

export const APP: App = {
  id: "shop",
  timezone: "Europe/Paris",
  first_day: FIRST_DAY,
  last_complete_day: LAST_DAY,
  refreshed_at: "2026-11-30T05:12:09Z",
  data_version: "7",
  platforms: ["Web", "Android", "iOS", null],
  countries: [
    "Australia",
    "Brazil",
    "China",
    "Congo (DRC)",
    "France",
    "Germany",
    "India",
    "Japan",
    "Singapore",
    "Türkiye",
    "United Kingdom",
    "United States",
    null,
  ],
};

export interface StandInAnswer {
  status: number;
  type: string;
  body: string;
  fields?: Record<string, string>;
}

const json = (body: unknown, status = 200): StandInAnswer => ({
  status,
  type: "application/json",
  body: JSON.stringify(body),
});
const problem = (body: Problem): StandInAnswer => ({
  status: body.status,
  type: "application/problem+json",
  body: JSON.stringify(body),
});

export function answer(url: URL, accept = "application/json", method = "GET", body = ""): StandInAnswer {
  const explored =
    answerExplore(url, accept, method, body) ?? answerDocuments(url, method, body) ?? answerOperate(url, method, body);
  if (explored) return explored;
  switch (url.pathname) {
    case "/api/v1/session":
      return json({
        authentication: "none",
        user: null,
        scopes: ["read", "operate", "admin"],
        apps: null,
        version: "0.1.0",
      });
    case "/api/v1/sign-in":
      return json({ methods: ["token"], provider: null });
    case "/api/v1/apps":
      return json({
        apps: [APP, { ...APP, id: "reader", first_day: null, last_complete_day: null, refreshed_at: null }],
      });
    case "/api/v1/sheets":
      return json(document);
  }
  const [, app, id] = /^\/api\/v1\/apps\/([^/]+)\/charts\/([^/]+)$/.exec(url.pathname) ?? [];
  const chart = SHEETS.flatMap(({ charts }) => charts).find((one) => one.id === id);
  if (app !== APP.id || !chart)
    return problem({ title: "Not found", status: 404, detail: `there is no chart ${id} of ${app}` });
  return chartAnswer(chart, url.searchParams, accept);
}

function chartAnswer(chart: Chart, search: URLSearchParams, accept: string): StandInAnswer {
  const to = search.get("to") ?? LAST_DAY;
  const from = search.get("from") ?? addDays(to, -29);
  if (from > to) {
    return problem({
      title: "Bad request",
      status: 400,
      detail: `from (${from}) is after to (${to})`,
      parameter: "from",
    });
  }
  const question: Question = {
    from,
    to,
    platforms: search.getAll("platform"),
    countries: search.getAll("country"),
    selectors: Object.fromEntries(
      chart.selectors.filter(({ name }) => search.has(name)).map(({ name }) => [name, search.getAll(name)]),
    ),
    top: search.has("top") ? Number(search.get("top")) : null,
  };
  const all = chart.kind === "table" ? tableRows(chart) : sorted(chart, rowsOf(chart, question));
  const offset = Number(search.get("offset") ?? 0);
  const rows = all.slice(offset, offset + Number(search.get("limit") ?? (chart.kind === "table" ? 100 : 10_000)));
  if (accept.includes("text/csv")) {
    const lines = [chart.columns.map(({ name }) => name), ...rows].map((row) => row.join(","));
    return { status: 200, type: "text/csv", body: `${lines.join("\r\n")}\r\n` };
  }
  const [compareFrom, compareTo] = [search.get("compare_from"), search.get("compare_to")];
  const result: ChartResult = {
    chart: chart.id,
    from,
    to,
    columns: chart.columns,
    rows,
    comparison:
      compareFrom && compareTo
        ? {
            from: compareFrom,
            to: compareTo,
            rows: sorted(chart, rowsOf(chart, { ...question, from: compareFrom, to: compareTo })),
          }
        : null,
    total_rows: all.length,
    data_until: LAST_DAY,
    refreshed_at: APP.refreshed_at,
    data_version: APP.data_version,
    sql: `SELECT ${chart.columns.map(({ name }) => `"${name}"`).join(", ")}\nFROM "shop"."${chart.table}"\nWHERE "event_date" BETWEEN $1 AND $2`,
    parameters: [from, to],
  };
  return json(result);
}

/** By the first measure unless the rows follow days. */
function sorted(chart: Chart, rows: Row[]): Row[] {
  const measure = chart.columns.findIndex(({ role }) => role === "measure");
  if (chart.columns.some(({ type }) => ["day", "week", "hour"].includes(type)) || chart.columns[0]?.name === "day_diff")
    return rows;
  return rows.sort((a, b) => Number(b[measure]) - Number(a[measure]));
}

function tableRows(chart: Chart): Row[] {
  return Array.from({ length: 137 }, (_, at) =>
    chart.columns.map(({ name, type }) => {
      if (type === "json") return `{"plan":"${at % 2 ? "free" : "pro"}","visits":${at}}`;
      if (type === "timestamp") return new Date(Date.parse("2026-11-29T21:00:00Z") - at * 61_000).toISOString();
      if (type === "day") return LAST_DAY;
      if (type === "integer") return at;
      return noise(name + at) < 0.2 ? null : `${name.slice(0, 12)}-${at}`;
    }),
  );
}
