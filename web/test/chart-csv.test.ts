// @vitest-environment jsdom
// The file of a chart has all of its rows, whatever the API gives at once.
import { expect, test, vi } from "vitest";
import { getAllRows } from "../src/api/chart-csv.ts";
import type { ChartRequest } from "../src/api/client.ts";

const REQUEST: ChartRequest = {
  app: "shop",
  chart: "details.events",
  parameters: { from: "2026-11-01", to: "2026-11-02", compare_from: "2026-10-30", offset: 100, limit: 50 },
  selectors: { event_name: ["purchase"] },
};

/** Answers as the API does for a chart with so many rows, and returns what it is asked. */
function chartWith(total: number): URL[] {
  const asked: URL[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const url = new URL(request.url);
    asked.push(url);
    const offset = Number(url.searchParams.get("offset"));
    const count = Math.max(0, Math.min(Number(url.searchParams.get("limit")), total - offset));
    if (request.headers.get("accept") !== "text/csv") return Response.json({ total_rows: total });
    // A text may have lines of its own.
    const rows = Array.from({ length: count }, (_, at) => `${offset + at},"a\nb"\r\n`);
    return new Response(`id,text\r\n${rows.join("")}`, { headers: { "content-type": "text/csv" } });
  });
  return asked;
}

const get = (request = REQUEST) => getAllRows(request, new AbortController().signal);
const idsOf = (csv: string) => [...csv.matchAll(/^(\d+),/gm)].map(([, id]) => Number(id));

test("the file has the rows of all pages under one head, whichever page is shown", async () => {
  const asked = chartWith(20_001);
  const { file, rows, total } = await get();
  const csv = await file.text();
  expect(idsOf(csv)).toEqual(Array.from({ length: 20_001 }, (_, at) => at));
  expect(csv.match(/id,text/g)).toHaveLength(1);
  expect([rows, total]).toEqual([20_001, 20_001]);
  expect(asked.every(({ searchParams }) => searchParams.get("event_name") === "purchase")).toBe(true);
  expect(asked.some(({ searchParams }) => searchParams.has("compare_from"))).toBe(false);
});

test("a chart without rows is a file with a head", async () => {
  chartWith(0);
  const { file, rows } = await get();
  expect([await file.text(), rows]).toEqual(["id,text\r\n", 0]);
});

test("a file is cut at 100,000 rows, and says how many there are", async () => {
  chartWith(100_001);
  const { file, rows, total } = await get();
  expect(idsOf(await file.text())).toHaveLength(100_000);
  expect([rows, total]).toEqual([100_000, 100_001]);
});
