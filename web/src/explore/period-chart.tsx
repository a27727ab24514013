// Series over the periods of an analysis.
import { useMemo } from "react";
import type { AnalysisResult, ChartResult, Row, Unit } from "../api/types.ts";
import { DrawnResult } from "./drawn-result.tsx";
import { granularityOf } from "./rows.ts";

export interface PeriodSeries {
  name: string;
  /** By period; null: no value. */
  values: (number | null)[];
  compared?: (number | null)[];
}

interface PeriodChartProps {
  result: AnalysisResult;
  title: string;
  kind: "line" | "column";
  periods: string[];
  comparedPeriods: string[];
  series: PeriodSeries[];
  unit?: Unit | undefined;
}

export function PeriodChart({ result, title, kind, periods, comparedPeriods, series, unit }: PeriodChartProps) {
  const chartResult = useMemo(
    () => asChartResult(result, periods, comparedPeriods, series, unit),
    [result, periods, comparedPeriods, series, unit],
  );
  return <DrawnResult result={chartResult} title={title} kind={kind} />;
}

function asChartResult(
  result: AnalysisResult,
  periods: string[],
  comparedPeriods: string[],
  series: PeriodSeries[],
  unit: Unit | undefined,
): ChartResult {
  const granularity = granularityOf(result);
  const isMonth = granularity === "month";
  const rows = (days: string[], pick: (one: PeriodSeries) => (number | null)[]): Row[] =>
    series.flatMap((one) =>
      days.map((day, at): Row => [isMonth ? day.slice(0, 7) : day, one.name, pick(one)[at] ?? null]),
    );
  return {
    chart: "",
    from: result.from,
    to: result.to,
    columns: [
      // An axis of days has every day; months are those that have a row.
      { name: "period", role: "dimension", type: granularity === "month" ? "text" : granularity },
      { name: "series", role: "series", type: "text" },
      { name: "value", role: "measure", type: "number", ...(unit && { unit }) },
    ],
    rows: rows(periods, ({ values }) => values),
    comparison: result.comparison && {
      from: result.comparison.from,
      to: result.comparison.to,
      rows: rows(comparedPeriods, ({ compared }) => compared ?? []),
    },
    total_rows: result.rows.length,
    data_until: null,
    refreshed_at: null,
    data_version: "",
    sql: result.sql,
    parameters: [],
  };
}
