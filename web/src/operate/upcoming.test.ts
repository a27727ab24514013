import { expect, test } from "vitest";
import { nextOf, upcomingOf } from "./upcoming.ts";

const NOW = Date.parse("2026-11-30T10:00:00Z");
const schedule = (workflow: string, next: string[]) => ({ workflow, schedule: "", timezone: "UTC", next });

test("next runs of all schedules are in one order, without what is past", () => {
  const schedules = [
    schedule("models", ["2026-11-30T11:00:00Z", "2026-11-30T12:00:00Z"]),
    schedule("process", ["2026-11-30T09:50:00Z", "2026-11-30T10:10:00Z", "2026-11-30T11:10:00Z"]),
  ];
  expect(upcomingOf(schedules, NOW, 3).map(({ workflow, at }) => `${workflow} ${at.slice(11, 16)}`)).toEqual([
    "process 10:10",
    "models 11:00",
    "process 11:10",
  ]);
});

test("the next run is the earliest that is still to come", () => {
  const workflow = (name: string, next_run: string | null) => ({
    name,
    schedule: "",
    enabled: true,
    next_run,
    run: null,
  });
  expect(
    nextOf(
      [workflow("expiry", null), workflow("process", "2026-11-30T09:00:00Z"), workflow("load", "2026-11-30T10:01:00Z")],
      NOW,
    )?.workflow,
  ).toBe("load");
  expect(nextOf([], NOW)).toBeUndefined();
});
