import { expect, test } from "vitest";
import { itemId, itemOf, moved, readBoard } from "./board.ts";

test("items move by one place, and not beyond the ends", () => {
  const items = ["a", "b", "c"].map((chart) => ({ chart }));
  const names = (list: typeof items) => list.map(({ chart }) => chart).join("");
  expect(names(moved(items, 1, -1) as typeof items)).toBe("bac");
  expect(names(moved(items, 1, 1) as typeof items)).toBe("acb");
  expect(names(moved(items, 0, -1) as typeof items)).toBe("abc");
  expect(names(moved(items, 2, 1) as typeof items)).toBe("abc");
});

test("items are found by their ids", () => {
  for (const item of [{ analysis: "7" }, { chart: "overview.users_by_day" }]) {
    expect(itemOf(itemId(item))).toEqual(item);
  }
  expect(itemId({ chart: "a", parameters: {} })).toBe(itemId({ chart: "a" }));
  expect(itemId({ chart: "a", parameters: { top: ["5"] } })).not.toBe(itemId({ chart: "a" }));
});

test("what is no board is an empty one", () => {
  expect(readBoard(null)).toEqual({ items: [] });
  expect(readBoard({ items: [1, {}, { chart: "x" }] })).toEqual({ items: [{ chart: "x" }] });
});
