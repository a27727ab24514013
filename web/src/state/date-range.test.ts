import { parseDate } from "@internationalized/date";
import { describe, expect, test } from "vitest";
import {
  type Comparison,
  comparedRange,
  type DayRange,
  daysIn,
  isDay,
  type Preset,
  resolveRange,
} from "./date-range.ts";

const FIRST = parseDate("2026-01-15");
const LAST = parseDate("2026-11-14");
const show = (range: DayRange | null): string => (range ? `${range.from} ${range.to}` : "none");

describe("presets end with the last complete day", () => {
  test.each<[Preset, string]>([
    ["7d", "2026-11-08 2026-11-14"],
    ["30d", "2026-10-16 2026-11-14"],
    ["12m", "2025-11-15 2026-11-14"],
    ["month", "2026-11-01 2026-11-14"],
    ["last_month", "2026-10-01 2026-10-31"],
    ["year", "2026-01-01 2026-11-14"],
    ["all", "2026-01-15 2026-11-14"],
  ])("%s", (preset, expected) => {
    expect(show(resolveRange({ preset }, FIRST, LAST))).toBe(expected);
  });
});

test("all data are as many days as may be asked for", () => {
  expect(show(resolveRange({ preset: "all" }, parseDate("2020-01-01"), LAST))).toBe("2023-11-11 2026-11-14");
});

describe("comparisons", () => {
  const range = { from: parseDate("2024-02-27"), to: parseDate("2024-02-29") };
  test.each<[Comparison, string]>([
    ["none", "none"],
    ["previous", "2024-02-24 2024-02-26"],
    ["year", "2023-02-27 2023-02-28"],
  ])("%s", (comparison, expected) => {
    expect(show(comparedRange(range, comparison))).toBe(expected);
  });

  test("a range counts both its ends", () => {
    expect(daysIn(range)).toBe(3);
  });
});

test.each([
  ["2026-11-14", true],
  ["2026-02-29", false],
  ["2026-13-01", false],
  ["14.11.2026", false],
  [null, false],
])("%s is a day: %s", (text, expected) => {
  expect(isDay(text)).toBe(expected);
});
