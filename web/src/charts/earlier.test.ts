import { expect, test } from "vitest";
import type { ChartResult, Column } from "../api/types.ts";
import { changeOf, earlierRows } from "./earlier.ts";

const columns: Column[] = [
  { name: "geo_country", role: "row", type: "text" },
  { name: "geo_city", role: "row", type: "text" },
  { name: "new_users", role: "measure", type: "integer", unit: "count" },
];
const result = {
  columns,
  comparison: {
    from: "",
    to: "",
    rows: [
      ["France", null, 4],
      ["France", "Paris", 0],
    ],
  },
} as unknown as ChartResult;

test("rows are compared with those of the same values, NULL included", () => {
  const earlier = earlierRows(result);
  expect(changeOf(["France", null, 5], earlier?.(["France", null, 5]), 2)).toBe(0.25);
});

test("there is no change from nothing", () => {
  const earlier = earlierRows(result);
  expect(changeOf(["France", "Paris", 5], earlier?.(["France", "Paris", 5]), 2)).toBeNull();
  expect(changeOf(["China", "Beijing", 5], earlier?.(["China", "Beijing", 5]), 2)).toBeNull();
  expect(earlierRows({ ...result, comparison: null })).toBeNull();
});
