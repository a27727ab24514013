import { expect, test } from "vitest";
import { costChart, totalOf } from "./cost.ts";

const day = (name: string, usd: number | null) => ({
  day: name,
  runs: 2,
  files: 3,
  bytes: 100,
  rows: 10,
  events: 30,
  processor_seconds: 8,
  wall_seconds: 4,
  peak_memory_bytes: 1,
  lake_bytes: 50,
  usd,
});

test("days are added up; without a price there is no sum of money", () => {
  expect(totalOf([day("2026-11-01", 0.5), day("2026-11-02", null)])).toEqual({
    runs: 4,
    bytes: 200,
    events: 60,
    processor_seconds: 16,
    usd: 0.5,
  });
  expect(totalOf([day("2026-11-01", null)]).usd).toBeNull();
});

test("the chart shows money where there is a price, else time", () => {
  expect(costChart([day("2026-11-01", 0.5)], true, "USD").rows).toEqual([["2026-11-01", "USD", 0.5]]);
  const times = costChart([day("2026-11-01", null)], false, "Time");
  expect(times.rows).toEqual([["2026-11-01", "Time", 8]]);
  expect(times.columns.at(-1)?.unit).toBe("seconds");
});
