// Days of cost as totals and as the rows of a chart.
import type { CostDay } from "../api/operation-types.ts";
import type { ChartResult } from "../api/types.ts";

export type CostTotal = Pick<CostDay, "runs" | "bytes" | "events" | "processor_seconds" | "usd">;

export function totalOf(days: readonly CostDay[]): CostTotal {
  const sum = (pick: (day: CostDay) => number) => days.reduce((total, day) => total + pick(day), 0);
  return {
    runs: sum(({ runs }) => runs),
    bytes: sum(({ bytes }) => bytes),
    events: sum(({ events }) => events),
    processor_seconds: sum(({ processor_seconds }) => processor_seconds),
    usd: sum(({ usd }) => usd),
  };
}

/** Dollars where there is a price, else the time of the processors. */
export function costChart(days: readonly CostDay[], isPriced: boolean, name: string): ChartResult {
  return {
    chart: "",
    from: days[0]?.day ?? "",
    to: days.at(-1)?.day ?? "",
    columns: [
      { name: "event_date", role: "dimension", type: "day" },
      { name: "series", role: "series", type: "text" },
      { name: "value", role: "measure", type: "number", unit: isPriced ? "currency" : "seconds" },
    ],
    rows: days.map(({ day, usd, processor_seconds }) => [day, name, isPriced ? usd : processor_seconds]),
    comparison: null,
    total_rows: days.length,
    data_until: null,
    refreshed_at: null,
    data_version: "",
    sql: "",
    parameters: [],
  };
}
