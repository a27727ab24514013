// How much runs have done.
import type { JobDetail, Report } from "../../src/api/operation-types.ts";

export function reportOf(scale: number): Report {
  const events = Math.round(9_636 * scale);
  const rejected = Math.round(71 * scale);
  return {
    job_id: "job",
    runs: 1,
    files: Math.round(24 * scale),
    files_failed:
      scale > 5
        ? [{ file: "year=2026/month=11/day=30/hour=08/collect-2-9f31.gz", reason: "not a gzip file", failures: 1 }]
        : [],
    bytes_in: Math.round(2_440_000 * scale),
    bytes_raw: Math.round(9_580_000 * scale),
    bytes_out: Math.round(890_000 * scale),
    rows_read: Math.round(3_275 * scale),
    requests: Math.round(3_275 * scale) - 1,
    rows_rejected: 1,
    events_read: events,
    events_derived: 0,
    events_rejected: rejected,
    rows_written: {
      event_v2: events - rejected,
      item_v2: Math.round(4_120 * scale),
      user_v2: Math.round(812 * scale),
      session: Math.round(1_034 * scale),
    },
    rejected: { bot: rejected - 6, late: 5, missing_payload: 1, not_json: 0, unknown_app: 1 },
    law_holds: true,
    events_per_second: 41_200,
    stage_seconds: { read: 0.8 * scale, parse: 1.9 * scale, enrich: 1.2 * scale, write: 1.4 * scale },
    seconds: 5.6 * scale,
    threads: 2,
    peak_memory_bytes: 412_000_000,
    price_per_core_hour: 0.04,
    cost_usd: 0.000_12 * scale,
  };
}

const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
export function countsOf(report: Report): JobDetail["counts"] {
  return {
    files: number(report.files),
    bytes: number(report.bytes_in),
    rows: number(report.rows_read),
    events: number(report.events_read),
    rejected: number(report.events_rejected),
    bytes_out: number(report.bytes_out),
    seconds: number(report.seconds),
  };
}
