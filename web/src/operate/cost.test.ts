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
});

test("days are added up", () => {
  expect(totalOf([day("2026-11-02", 0.5), day("2026-11-01", 0.25)])).toEqual({
    runs: 4,
    bytes: 200,
    events: 60,
    processor_seconds: 16,
    usd: 0.75,
  });
});

test("the chart shows money where there is a price, else time", () => {
  const days = [day("2026-11-01", 0.25), day("2026-11-02", 0.5)];
  expect(costChart(days, true, "USD").rows).toEqual([
    ["2026-11-01", "USD", 0.25],
    ["2026-11-02", "USD", 0.5],
  ]);
  const times = costChart(days, false, "Time");
  expect(times.rows[0]).toEqual(["2026-11-01", "Time", 8]);
  expect(times.columns.at(-1)?.unit).toBe("seconds");
});
