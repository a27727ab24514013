import { describe, expect, test } from "vitest";
import { readView, type View, viewForOtherSheet, writeView } from "./view.ts";

const read = (text: string): View => readView(new URLSearchParams(text));

describe("the address of a page", () => {
  test("is empty for the defaults", () => {
    expect(writeView(read("")).toString()).toBe("");
    expect(read("").range).toEqual({ preset: "30d" });
  });

  test.each([
    "range=7d&compare=previous&platform=Web&platform=%28not+set%29&country=France",
    "from=2026-11-01&to=2026-11-14&compare=year",
    "select.event_name=purchase&select.event_name=view_item&select.page_type=Screen+Name",
    "from=2026-11-01&to=2026-11-14&from_time=08%3A30&to_time=17%3A45",
    "top.engagement.events_by_name=20&page.details.events=3",
  ])("says everything: %s", (text) => {
    expect(writeView(read(text)).toString()).toBe(text);
  });

  test.each([
    ["a range that ends before it begins", "from=2026-11-14&to=2026-11-01"],
    ["a day that does not exist", "from=2026-02-30&to=2026-03-01"],
    ["half a range", "from=2026-11-01"],
    ["a preset that does not exist", "range=5m"],
    ["a comparison that does not exist", "compare=moon"],
    ["a time that does not exist", "from_time=25:00&to_time=noon"],
    ["a top that is too large", "top.engagement.events_by_name=1000"],
    ["a top that is no number", "top.engagement.events_by_name=many"],
    ["a negative page", "page.details.events=-1"],
  ])("ignores %s", (_, text) => {
    expect(read(text)).toEqual(read(""));
  });

  test("keeps filters on another sheet, but not what belongs to charts", () => {
    const view = viewForOtherSheet(
      read("range=7d&platform=Web&select.page_type=x&top.a.b=5&page.a.b=2&from_time=08:30"),
    );
    expect(writeView(view).toString()).toBe("range=7d&platform=Web");
  });
});
