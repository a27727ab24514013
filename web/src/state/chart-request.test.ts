import { parseDate } from "@internationalized/date";
import { expect, test } from "vitest";
import { APP, SHEETS } from "../../test/stand-in-api.ts";
import { chartRequest, ignoredFilters, rangeOf } from "./chart-request.ts";
import { readView } from "./view.ts";

const RANGE = { from: parseDate("2026-11-01"), to: parseDate("2026-11-07") };

function chart(id: string) {
  const found = SHEETS.flatMap(({ charts }) => charts).find((one) => one.id === id);
  if (!found) throw new Error(`no chart ${id}`);
  return found;
}

const request = (id: string, search: string) =>
  chartRequest(APP, chart(id), readView(new URLSearchParams(search)), RANGE);

test("a chart gets only the filters that apply to it", () => {
  const search = "platform=Web&country=France";
  expect(request("overview.users_by_day", search).parameters).toEqual({
    from: "2026-11-01",
    to: "2026-11-07",
    platform: ["Web"],
  });
  expect(request("acquisition.new_users_by_country", search).parameters).toMatchObject({ country: ["France"] });
  expect(ignoredFilters(chart("overview.users_by_day"), readView(new URLSearchParams(search)))).toEqual(["country"]);
});

test("a comparison is asked for only where it is shown", () => {
  expect(request("overview.users_by_day", "?compare=previous").parameters).toHaveProperty("compare_from");
  expect(request("overview.users_by_platform", "?compare=previous").parameters).toHaveProperty("compare_from");
  expect(request("acquisition.intraday_new_users", "?compare=previous").parameters).not.toHaveProperty("compare_from");
  expect(request("details.events", "?compare=previous").parameters).not.toHaveProperty("compare_from");
});

test("a key figure is compared with the days before, without being asked", () => {
  expect(request("acquisition.active_users", "").parameters).toMatchObject({
    compare_from: "2026-10-25",
    compare_to: "2026-10-31",
  });
  expect(request("overview.users_by_day", "").parameters).not.toHaveProperty("compare_from");
});

test("selectors and top-N go to the charts that have them", () => {
  const search = "select.user_traffic=App+First+Install+Source&top.acquisition.new_users_by_traffic=20";
  expect(request("acquisition.new_users_by_traffic", search)).toMatchObject({
    selectors: { user_traffic: ["App First Install Source"] },
    parameters: { top: 20 },
  });
  expect(request("acquisition.active_users_by_traffic", search).selectors).toEqual({});
  expect(request("acquisition.active_users_by_traffic", search).parameters).not.toHaveProperty("top");
});

test("a chart by hour asks for the last day of the range", () => {
  expect(request("acquisition.intraday_new_users", "").parameters).toEqual({ from: "2026-11-07", to: "2026-11-07" });
});

test("a table asks for a page", () => {
  expect(request("details.events", "page.details.events=3").parameters).toMatchObject({ offset: 100, limit: 50 });
});

test("minutes go to tables of events only", () => {
  const search = "from_time=08:30&to_time=17:45";
  expect(request("details.events", search).parameters).toMatchObject({
    from: "2026-11-01T08:30",
    to: "2026-11-07T17:45",
  });
  expect(request("overview.users_by_day", search).parameters).toEqual({ from: "2026-11-01", to: "2026-11-07" });
});

test("an app without a complete day has no range", () => {
  expect(rangeOf(readView(new URLSearchParams()), { ...APP, last_complete_day: null })).toBeNull();
});
