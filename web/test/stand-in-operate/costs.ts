// What each day cost.
import type { CostDay } from "../../src/api/operation-types.ts";
import { addDays, noise } from "../stand-in-data.ts";
import { TODAY } from "./time.ts";

export const COSTS: CostDay[] = Array.from({ length: 30 }, (_, at) => {
  const day = addDays(TODAY, at - 29);
  const busy = 0.7 + 0.6 * noise(day);
  return {
    day,
    runs: 144,
    failed: at === 29 ? 1 : 0,
    files: Math.round(2_880 * busy),
    bytes: Math.round(351_000_000 * busy),
    rows: Math.round(471_000 * busy),
    events: Math.round(1_387_000 * busy),
    lake_files: Math.round(610 * busy),
    lake_bytes: Math.round(128_000_000 * busy),
    wall_seconds: 230 * busy,
    processor_seconds: 410 * busy,
    peak_memory_bytes: 412_000_000,
    usd: 0.0046 * busy,
    warehouse_tasks: 61,
    warehouse_failed: 0,
    warehouse_processor_seconds: 130 * busy,
    warehouse_usd: 0.0014 * busy,
  };
});
