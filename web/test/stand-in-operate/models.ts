// The state of models by app and day.
import type { ModelledApp } from "../../src/api/operation-types.ts";
import { addDays } from "../stand-in-data.ts";
import { before, TODAY } from "./time.ts";

const MODELS = [
  "session_view",
  "acquisition_day_user",
  "engagement_day_user",
  "retention_first_visit",
  "device_day_user",
];

export const MODELLED: ModelledApp[] = ["shop", "reader"].map((app) => {
  const has = (at: number) => app === "reader" && at === 3;
  const stateOf = (at: number): ModelledApp["days"][number]["state"] => {
    if (at === 34) return "touched";
    if (app === "shop" && at === 33) return "pending";
    if (app === "shop" && at === 20) return "stale";
    return app === "reader" && at === 30 ? "failed" : "current";
  };
  return {
    app,
    last_complete_day: addDays(TODAY, -1),
    models: MODELS.map((name, at) => ({
      name,
      state: has(at) ? ("failed" as const) : ("current" as const),
      last_run: before(60),
      days: 35,
      days_stale: 0,
      days_pending: at === 0 ? 1 : 0,
      days_failed: has(at) ? 1 : 0,
      error: has(at) ? "column “plan” does not exist in “user_v2”; the file is models/user/plan.sql" : null,
    })),
    days: Array.from({ length: 35 }, (_, at) => ({
      day: addDays(TODAY, at - 35),
      state: stateOf(at),
      complete: true,
      refreshed_at: before(60),
    }))
      .slice(app === "reader" ? 12 : 0)
      .reverse(),
    runs: [60, 120, 180].map((minutes) => ({
      id: `${app}-${minutes}`,
      manual: minutes === 120,
      full: false,
      started: before(minutes),
      finished: before(minutes - 0.9),
      from: addDays(TODAY, -2),
      to: addDays(TODAY, -1),
      days: 2,
    })),
  };
});
