import { expect, test } from "vitest";
import { SHEETS } from "../../test/stand-in-api.ts";
import type { Column } from "../api/types.ts";
import { readView } from "../state/view.ts";
import { drillDown, openSelectors } from "./drill.ts";

const column = (name: string, type: Column["type"] = "text"): Column => ({ name, role: "dimension", type });
const view = readView(new URLSearchParams());
const none = new Set<string>();

test("a day narrows the range to it, a week to its seven days", () => {
  expect(drillDown(column("event_date", "day"), "2026-11-14", none, view)).toEqual({
    range: { preset: null, from: "2026-11-14", to: "2026-11-14" },
  });
  expect(drillDown(column("time_period", "week"), "2026-11-09", none, view)).toEqual({
    range: { preset: null, from: "2026-11-09", to: "2026-11-15" },
  });
});

test("platforms and countries become filters, and a second click removes them", () => {
  expect(drillDown(column("platform"), "Web", none, view)).toEqual({ platforms: ["Web"] });
  expect(drillDown(column("platform"), "Web", none, { ...view, platforms: ["Web"] })).toEqual({ platforms: [] });
  expect(drillDown(column("geo_country"), null, none, view)).toEqual({ countries: ["(not set)"] });
});

test("values of a column with an open selector choose it", () => {
  const engagement = SHEETS.find(({ id }) => id === "engagement");
  if (!engagement) throw new Error("no sheet engagement");
  expect(drillDown(column("event_name"), "purchase", openSelectors(engagement), view)).toEqual({
    selectors: { event_name: ["purchase"] },
  });
});

test("other values do nothing", () => {
  expect(drillDown(column("device"), "Pixel 8", none, view)).toBeNull();
});
