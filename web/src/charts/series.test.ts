import { describe, expect, test } from "vitest";
import type { Column, Row } from "../api/types.ts";
import { seriesSet } from "./series.ts";

const DAY: Column = { name: "event_date", role: "dimension", type: "day" };
const PLATFORM: Column = { name: "platform", role: "series", type: "text" };
const USERS: Column = { name: "users", role: "measure", type: "integer", unit: "count" };
const RATE: Column = { name: "rate", role: "measure", type: "number", unit: "share" };

const set = (columns: Column[], rows: Row[]) => seriesSet({ columns, rows });

describe("series of long rows", () => {
  test("each measure is a series when there is no series column", () => {
    const { axis, series } = set([DAY, USERS, RATE], [["2026-11-01", 5, 0.5]]);
    expect(axis).toEqual(["2026-11-01"]);
    expect(series.map(({ column, values }) => [column.name, values])).toEqual([
      ["users", [5]],
      ["rate", [0.5]],
    ]);
  });

  test("a day without a row is 0 of a count, and unknown of a rate", () => {
    const { axis, series } = set(
      [DAY, USERS, RATE],
      [
        ["2026-11-01", 5, 0.5],
        ["2026-11-03", 7, 0.7],
      ],
    );
    expect(axis).toEqual(["2026-11-01", "2026-11-02", "2026-11-03"]);
    expect(series.map(({ values }) => values)).toEqual([
      [5, 0, 7],
      [0.5, null, 0.7],
    ]);
  });

  test("NULL is a series of its own, and the largest series is first", () => {
    const { series } = set(
      [DAY, { ...PLATFORM, name: "app_version" }, USERS],
      [
        ["2026-11-01", null, 3],
        ["2026-11-01", "1.0", 4],
      ],
    );
    expect(series.map(({ value }) => value)).toEqual(["1.0", null]);
  });

  test("classes of the models keep their order, whatever their size", () => {
    const { series } = set(
      [DAY, PLATFORM, USERS],
      [
        ["2026-11-01", "0-CHURN", -900],
        ["2026-11-01", "1-NEW", 4],
      ],
    );
    expect(series.map(({ value }) => value)).toEqual(["1-NEW", "0-CHURN"]);
  });

  test("distances in days are sorted as numbers", () => {
    const { axis } = set(
      [{ name: "day_diff", role: "dimension", type: "integer" }, RATE],
      [
        [10, 0.1],
        [2, 0.2],
      ],
    );
    expect(axis).toEqual([2, 10]);
  });

  test("no rows are no series", () => {
    expect(set([DAY, USERS], [])).toMatchObject({ axis: [], series: [] });
  });
});
