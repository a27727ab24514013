import { describe, expect, test } from "vitest";
import { countsOf, failedFilesOf, isEqual, lawsOf } from "./report.ts";

const REPORT = {
  events_read: 100,
  events_derived: 5,
  events_rejected: 15,
  rows_written: { event_v2: 90, session: 7, item_v2: 0 },
  rows_read: 40,
  requests: 38,
  rows_rejected: 2,
};

describe("the laws of a report", () => {
  test("say what was read, and what became of it", () => {
    expect(
      lawsOf(REPORT).map(({ left, right }) => [left.map(({ count }) => count), right.map(({ count }) => count)]),
    ).toEqual([
      [
        [100, 5],
        [90, 15],
      ],
      [[40], [38, 2]],
    ]);
    expect(lawsOf(REPORT).every(isEqual)).toBe(true);
  });

  test("do not hold when an event is missing", () => {
    expect(lawsOf({ ...REPORT, events_rejected: 14 }).map(isEqual)).toEqual([false, true]);
  });

  test("leave out what was not derived", () => {
    expect(lawsOf({ ...REPORT, events_derived: 0 })[0]?.left).toEqual([{ name: "events_read", count: 100 }]);
  });

  test("of a job that reads no raw files there are none", () => {
    expect(lawsOf({ rows_written: { event_v2: 90 }, lake_rows_read: 90 })).toEqual([]);
  });
});

test("counts come with the largest first, and without zeros", () => {
  expect(countsOf({ rejected: { late: 2, bot: 60, not_json: 0, odd: "x" } }, "rejected")).toEqual([
    { name: "bot", count: 60 },
    { name: "late", count: 2 },
  ]);
  expect(countsOf({ rejected: null }, "rejected")).toEqual([]);
});

test("a report without failed files has none", () => {
  expect(failedFilesOf({})).toEqual([]);
  expect(failedFilesOf({ files_failed: [{ file: "a.gz", reason: "r" }] })).toHaveLength(1);
});
