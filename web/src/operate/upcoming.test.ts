import { expect, test } from "vitest";
import { nextOf, upcomingOf } from "./upcoming.ts";

const NOW = Date.parse("2026-11-30T10:00:00Z");
const WORKFLOWS = [
  { name: "expiry", next_runs: [] },
  { name: "models", next_runs: ["2026-11-30T11:00:00Z", "2026-11-30T12:00:00Z"] },
  { name: "process", next_runs: ["2026-11-30T09:50:00Z", "2026-11-30T10:10:00Z", "2026-11-30T11:10:00Z"] },
];

test("next runs of all workflows are in one order, without what is past", () => {
  expect(upcomingOf(WORKFLOWS, NOW, 3).map(({ workflow, at }) => `${workflow} ${at.slice(11, 16)}`)).toEqual([
    "process 10:10",
    "models 11:00",
    "process 11:10",
  ]);
});

test("the next run is the earliest that is still to come", () => {
  expect(nextOf(WORKFLOWS, NOW)?.workflow).toBe("process");
  expect(nextOf([], NOW)).toBeUndefined();
});
