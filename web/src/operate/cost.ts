// Days of cost as totals and as the rows of a chart.
import type { CostDay } from "../api/operation-types.ts";
import type { ChartResult } from "../api/types.ts";

export type CostTotal = Pick<
  CostDay,
  "runs" | "bytes" | "events" | "processor_seconds" | "usd" | "warehouse_processor_seconds" | "warehouse_usd"
>;

export function totalOf(days: readonly CostDay[]): CostTotal {
  const sum = (pick: (day: CostDay) => number) => days.reduce((total, day) => total + pick(day), 0);
  return {
    runs: sum(({ runs }) => runs),
    bytes: sum(({ bytes }) => bytes),
    events: sum(({ events }) => events),
    processor_seconds: sum(({ processor_seconds }) => processor_seconds),
    usd: sum(({ usd }) => usd),
    warehouse_processor_seconds: sum((day) => day.warehouse_processor_seconds),
    warehouse_usd: sum((day) => day.warehouse_usd),
  };
}

/** Dollars where there is a price, else the time of the processors: of the lake's jobs, and of the warehouse. */
export function costChart(
  days: readonly CostDay[],
  isPriced: boolean,
  names: { lake: string; warehouse: string },
): ChartResult {
  const values = (day: CostDay): [number, number] =>
    isPriced
      ? [day.usd - day.warehouse_usd, day.warehouse_usd]
      : [day.processor_seconds - day.warehouse_processor_seconds, day.warehouse_processor_seconds];
  return {
    chart: "",
    from: days[0]?.day ?? "",
    to: days.at(-1)?.day ?? "",
    columns: [
      { name: "event_date", role: "dimension", type: "day" },
      { name: "series", role: "series", type: "text" },
      { name: "value", role: "measure", type: "number", unit: isPriced ? "currency" : "seconds" },
    ],
    rows: days.flatMap((each) => {
      const [lake, warehouse] = values(each);
      return [
        [each.day, names.lake, lake],
        [each.day, names.warehouse, warehouse],
      ];
    }),
    comparison: null,
    total_rows: 2 * days.length,
    data_until: null,
    refreshed_at: null,
    data_version: "",
    sql: "",
    parameters: [],
  };
}
