import { expect, test } from "vitest";
import { sortRows } from "./pivot-table.tsx";

test("rows are sorted by numbers or names, and missing values stay at the end", () => {
  const rows = [
    ["b", 2],
    ["a", null],
    ["c", 10],
  ];
  expect(sortRows(rows, { index: 1, descending: true })).toEqual([
    ["c", 10],
    ["b", 2],
    ["a", null],
  ]);
  expect(sortRows(rows, { index: 1, descending: false })).toEqual([
    ["b", 2],
    ["c", 10],
    ["a", null],
  ]);
  expect(sortRows(rows, { index: 0, descending: false }).map(([name]) => name)).toEqual(["a", "b", "c"]);
});
