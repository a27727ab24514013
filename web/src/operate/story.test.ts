import { expect, test } from "vitest";
import type { StoryEntry } from "../api/operation-types.ts";
import { columnsOf, partsOf } from "./story.ts";

const entry = (kind: StoryEntry["kind"], name: string | null = null, text: string | null = null): StoryEntry => ({
  kind,
  name,
  text,
  row: null,
});

test("each request, row and event begins a part, which ends as it was stored or rejected", () => {
  const parts = partsOf([
    entry("request", null, "line 1"),
    entry("fact", "payload"),
    entry("event", null, "event 1"),
    entry("stored"),
    entry("event", null, "event 2"),
    entry("fact", "app"),
    entry("rejected", "unknown_app"),
  ]);
  expect(parts.map(({ kind, title, entries, outcome }) => [kind, title, entries.length, outcome])).toEqual([
    ["request", "line 1", 1, null],
    ["event", "event 1", 1, "stored"],
    ["event", "event 2", 2, "rejected"],
  ]);
});

test("facts before the first part belong to the request", () => {
  expect(partsOf([entry("rejected", "not_json")])).toMatchObject([
    { kind: "request", title: null, outcome: "rejected" },
  ]);
  expect(partsOf([])).toEqual([]);
});

test("a row shows the columns that have a value", () => {
  expect(columnsOf({ a: "x", b: null, c: 3, d: { e: 1 } })).toEqual([
    ["a", "x"],
    ["c", "3"],
    ["d", '{"e":1}'],
  ]);
});
