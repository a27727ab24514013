// Jobs, the newest first.
import type { JobDetail, Report } from "../../src/api/operation-types.ts";
import { noise } from "../stand-in-data.ts";
import { countsOf, reportOf } from "./reports.ts";
import { before } from "./time.ts";

function job(id: string, kind: JobDetail["kind"], minutes: number, more: Partial<JobDetail> = {}): JobDetail {
  const report: Report =
    kind === "compact" ? { lake_files_replaced: 214, bytes_replaced: 81_000_000 } : reportOf(1 + noise(id) * 8);
  const counts = report.events_read ? countsOf(report) : null;
  return {
    id,
    kind,
    state: "committed",
    started: before(minutes),
    finished: before(minutes - 0.7),
    host: "collector-1",
    error: null,
    counts,
    law_holds: counts ? true : null,
    wrote_no_event: false,
    report,
    ...more,
  };
}

export const JOBS: JobDetail[] = [
  job("20261130T094003-1c77b2", "process", 20),
  job("20261130T093003-b04e11", "process", 30),
  job("20261130T092101-77d1c0", "replay", 39),
  job("20261130T092003-e3a990", "process", 40, {
    state: "failed",
    error: "cannot write lake/event_v2/partition_app=shop/…: No space left on device. Free space, then retry the run.",
    counts: null,
    law_holds: null,
    report: null,
  }),
  job("20261130T050000-4d0c5e", "compact", 300),
  ...Array.from({ length: 60 }, (_, at) =>
    job(`20261129T${String(2300 - at).padStart(4, "0")}00-${at}`, "process", 420 + 10 * at),
  ),
];
