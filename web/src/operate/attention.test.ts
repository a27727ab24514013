import { expect, test } from "vitest";
import type { Operation } from "../api/operation-types.ts";
import { attentionOf } from "./attention.ts";

const CALM: Operation = {
  holder: null,
  workflows: [],
  raw: {
    folder_exists: true,
    listed_at: "",
    error: null,
    new_files: 9,
    new_bytes: 1,
    settling: 1,
    left_out: 1,
    changed: 0,
    failing: 1,
    quarantined: 0,
    oldest_new: null,
  },
  lake_error: null,
  tables: [],
  last_job: null,
  warehouse: null,
};
const parked = (id: string) => ({
  name: "load",
  schedule: null,
  timezone: "UTC",
  enabled: true,
  next_run: null,
  next_runs: [],
  run: {
    id,
    workflow: "load",
    state: "parked" as const,
    started: "",
    finished: null,
    input: {},
    step: null,
    error: null,
    asked_by: null,
    parent: null,
    attempts: 3,
  },
});

test("files that wait for their time need nobody", () => {
  expect(attentionOf(CALM)).toEqual([]);
});

test("a parked run leads to itself, several to their list", () => {
  expect(attentionOf({ ...CALM, workflows: [parked("a")] })).toEqual([
    { kind: "parked", count: 1, href: "/operate/runs/a" },
  ]);
  expect(attentionOf({ ...CALM, workflows: [parked("a"), parked("b")] })[0]?.href).toBe("/operate/runs");
});

test("a job whose counts differ comes first", () => {
  const last_job = {
    id: "j",
    kind: "process" as const,
    state: "committed" as const,
    started: "",
    finished: null,
    host: "h",
    error: null,
    counts: null,
    law_holds: false,
    wrote_no_event: false,
  };
  const found = attentionOf({ ...CALM, last_job, raw: { ...CALM.raw, quarantined: 2 } });
  expect(found.map(({ kind }) => kind)).toEqual(["law_broken", "quarantined"]);
});
