import { expect, test } from "vitest";
import { nextProgress } from "./live-context.tsx";

const progress = (workflow: string, done: number) => ({
  workflow,
  step: "process",
  done,
  total: 100,
  unit: "rows",
  rows_per_s: null,
  eta_s: null,
});

test("the newest progress of each workflow is kept", () => {
  let known = nextProgress(new Map(), "progress", progress("process", 10));
  known = nextProgress(known, "progress", progress("load", 5));
  known = nextProgress(known, "progress", progress("process", 20));
  expect([...known.values()].map(({ workflow, done }) => [workflow, done])).toEqual([
    ["process", 20],
    ["load", 5],
  ]);
});

test("progress ends with its run, and not with another workflow's", () => {
  const known = nextProgress(new Map(), "progress", progress("process", 10));
  expect(nextProgress(known, "run", { workflow: "process", state: "running" })).toBe(known);
  expect(nextProgress(known, "run", { workflow: "load", state: "done" })).toBe(known);
  expect(nextProgress(known, "run", { workflow: "process", state: "parked" }).size).toBe(0);
});
