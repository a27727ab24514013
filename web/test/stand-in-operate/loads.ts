// Lake files, and whether the warehouse has them.
import type { LoadItem } from "../../src/api/operation-types.ts";
import { before } from "./time.ts";

export const LOADS: LoadItem[] = Array.from({ length: 120 }, (_, at) => {
  const state = at < 6 ? "new" : at === 6 ? "claimed" : at === 7 ? "failed" : at === 8 ? "unknown_app" : "loaded";
  const table = ["event_v2", "item_v2", "user_v2", "session"][at % 4] ?? "session";
  const app = state === "unknown_app" ? "kiosk" : "shop";
  return {
    file: `${table}/partition_app=${app}/partition_year=2026/partition_month=11/partition_day=30/20261130T0940-${at}.parquet`,
    table,
    app,
    state,
    rows: 1_200 + at * 17,
    bytes: 88_000 + at * 900,
    attempts: state === "failed" ? 2 : 0,
    error: state === "failed" ? "cannot be read as Parquet: the file is shorter than its footer says" : null,
    load_id: state === "loaded" ? "load-20261130T0931" : null,
    announced: before(20 + at),
    loaded: state === "loaded" ? before(18 + at) : null,
    given_up: false,
  };
});
