import { expect, test } from "vitest";
import { costChart, totalOf } from "./cost.ts";

const day = (name: string, usd: number) => ({
  day: name,
  runs: 2,
  failed: 0,
  files: 3,
  bytes: 100,
  rows: 10,
  events: 30,
  lake_files: 4,
  lake_bytes: 50,
  wall_seconds: 4,
  processor_seconds: 8,
  peak_memory_bytes: 1,
  usd,
  warehouse_tasks: 5,
  warehouse_failed: 0,
  warehouse_processor_seconds: 2,
  warehouse_usd: usd / 5,
});

test("days are added up", () => {
  expect(totalOf([day("2026-11-02", 0.5), day("2026-11-01", 0.25)])).toEqual({
    runs: 4,
    bytes: 200,
    events: 60,
    processor_seconds: 16,
    usd: 0.75,
    warehouse_processor_seconds: 4,
    warehouse_usd: 0.15000000000000002,
  });
});

test("the chart shows money where there is a price, else time", () => {
  const days = [day("2026-11-01", 0.25), day("2026-11-02", 0.5)];
  const names = { lake: "Lake", warehouse: "Warehouse" };
  expect(costChart(days, true, names).rows).toEqual([
    ["2026-11-01", "Lake", 0.2],
    ["2026-11-01", "Warehouse", 0.05],
    ["2026-11-02", "Lake", 0.4],
    ["2026-11-02", "Warehouse", 0.1],
  ]);
  const times = costChart(days, false, names);
  expect(times.rows.slice(0, 2)).toEqual([
    ["2026-11-01", "Lake", 6],
    ["2026-11-01", "Warehouse", 2],
  ]);
  expect(times.columns.at(-1)?.unit).toBe("seconds");
});
