// Runs of workflows, and their schedules.
import type { Attempt, RunDetail } from "../../src/api/operation-types.ts";
import { before } from "./time.ts";

const attempt = (step: string, from: number, to: number | null, more: Partial<Attempt> = {}): Attempt => ({
  step,
  visit: 1,
  attempt: 1,
  report: null,
  started: before(from),
  finished: to === null ? null : before(to),
  outcome: to === null ? "running" : "done",
  error: null,
  ...more,
});

const LOAD_ERROR = "the warehouse is locked by process 4121 (duckdb). End it, or wait; the load tries again.";

function run(id: string, workflow: string, minutes: number, more: Partial<RunDetail> = {}): RunDetail {
  return {
    id,
    workflow,
    state: "done",
    started: before(minutes),
    finished: before(minutes - 1.2),
    step: null,
    error: null,
    input: {},
    asked_by: null,
    parent: null,
    branches: [],
    attempts: 3,
    attempts_list: [
      attempt("plan", minutes, minutes - 0.05),
      attempt("process", minutes - 0.05, minutes - 1.1),
      attempt("commit", minutes - 1.1, minutes - 1.2),
    ],
    ...more,
  };
}

export const RUNS: RunDetail[] = [
  run("process-20261130T0940", "process", 20),
  run("load-20261130T0941", "load", 19, {
    state: "parked",
    finished: null,
    step: "load",
    error: LOAD_ERROR,
    attempts: 4,
    attempts_list: [
      attempt("register", 19, 18.9),
      attempt("load", 18.9, 18.5, { outcome: "failed", error: LOAD_ERROR }),
      attempt("load", 17.5, 17.1, { outcome: "failed", error: LOAD_ERROR }),
      attempt("load", 14, 13.6, { outcome: "failed", error: LOAD_ERROR }),
    ],
  }),
  run("models-20261130T0900", "models", 60, {
    attempts: 2,
    attempts_list: [attempt("schema", 60, 59.9), attempt("models", 59.9, 58.8)],
  }),
  run("metadata-20261130T0400", "metadata", 360, { asked_by: "ada" }),
  ...Array.from({ length: 70 }, (_, at) => run(`process-old-${at}`, "process", 400 + 10 * at)),
];

export const WORKFLOWS = [
  { name: "process", schedule: "every 10 minutes", step: 10 },
  { name: "load", schedule: "every 10 minutes", step: 10 },
  { name: "models", schedule: "0 * * * *", step: 60 },
  { name: "metadata", schedule: "0 4 * * *", step: 1440 },
  { name: "expiry", schedule: null, step: 0 },
];
/** When each schedule comes next: the first is not the same for all. */
export const nextOf = (step: number, at: number, n: number): string => before(-(4 + at * 3 + n * step));
