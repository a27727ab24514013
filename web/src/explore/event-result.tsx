// Metrics over time, or by group.
import { useMemo } from "react";
import type { AnalysisResult, Value } from "../api/types.ts";
import { useFormats, useLanguage } from "../texts/language.tsx";
import { Change } from "./change.tsx";
import { useGroupName, useMatchName } from "./names.ts";
import { PeriodChart, type PeriodSeries } from "./period-chart.tsx";
import type { Metric, Question } from "./question.ts";
import { ResultTable } from "./result-table.tsx";
import { granularityOf, periodsOf, type Rows, rowsOf } from "./rows.ts";

export const FORMS = ["line", "column", "table"] as const;
export type Form = (typeof FORMS)[number];

interface Line extends PeriodSeries {
  key: string;
  total: number | null;
  before: number | null;
}

export function EventResult({ result, form }: { result: AnalysisResult; form: Form }) {
  const { texts } = useLanguage();
  const formats = useFormats();
  const metrics = (result.description as Question).metrics ?? [];
  const lines = useLines(result, metrics);
  const granularity = granularityOf(result);
  const periods = useMemo(() => periodsOf(result.from, result.to, granularity), [result, granularity]);
  const comparedPeriods = useMemo(
    () => (result.comparison ? periodsOf(result.comparison.from, result.comparison.to, granularity) : []),
    [result, granularity],
  );
  const isCount = metrics.every(isCounting);
  const title = texts.explore("kind_event");
  const compared = result.comparison !== null;

  return (
    <>
      {form !== "table" && (
        <PeriodChart
          result={result}
          title={title}
          kind={form}
          periods={periods}
          comparedPeriods={comparedPeriods}
          series={lines}
          unit={isCount ? "count" : undefined}
        />
      )}
      <ResultTable
        title={texts.explore("totals")}
        columns={[
          { name: texts.explore("series") },
          { name: texts.explore("whole_range"), isNumber: true },
          ...(compared
            ? [
                { name: texts.explore("before"), isNumber: true },
                { name: texts.explore("change"), isNumber: true },
              ]
            : []),
          ...(form === "table" ? periods.map((day) => ({ name: formats.shortDay(day), isNumber: true })) : []),
        ]}
        rows={lines.map((line) => ({
          key: line.key,
          cells: [
            line.name,
            formats.measure(line.total),
            ...(compared
              ? [formats.measure(line.before), <Change key="change" value={line.total} before={line.before} />]
              : []),
            ...(form === "table" ? line.values.map((value) => formats.measure(value)) : []),
          ],
        }))}
      />
    </>
  );
}

const isCounting = ({ aggregation = "count" }: Metric): boolean => ["count", "users", "distinct"].includes(aggregation);

/** A line a metric and group; periods without events are 0 where something is counted. */
function useLines(result: AnalysisResult, metrics: readonly Metric[]): Line[] {
  const nameOf = useMetricName();
  const groupName = useGroupName();
  return useMemo(() => {
    const rows = rowsOf(result);
    const before = rowsOf(result, true);
    const granularity = granularityOf(result);
    const periods = periodsOf(result.from, result.to, granularity);
    const others = result.comparison ? periodsOf(result.comparison.from, result.comparison.to, granularity) : [];
    const isGrouped = rows.has("group");
    const groups: Value[] = isGrouped ? rows.scoped("group").map((row) => rows.value(row, "group")) : [null];

    return groups.flatMap((group) =>
      metrics.map((metric, at) => {
        const column = `metric_${at + 1}`;
        const missing = isCounting(metric) ? 0 : null;
        const name = metrics.length > 1 || !isGrouped ? nameOf(metric) : "";
        return {
          key: JSON.stringify([group, at]),
          name: isGrouped ? [groupName(group), name].filter((part) => part !== "").join(" · ") : name,
          total: totalOf(rows, column, group, isGrouped) ?? missing,
          before: totalOf(before, column, group, isGrouped),
          values: valuesBy(rows, periods, column, group, isGrouped, missing),
          compared: valuesBy(before, others, column, group, isGrouped, missing),
        };
      }),
    );
  }, [result, metrics, nameOf, groupName]);
}

function totalOf(rows: Rows, column: string, group: Value, isGrouped: boolean): number | null {
  const found = isGrouped
    ? rows.scoped("group").find((row) => rows.value(row, "group") === group)
    : rows.scoped("total")[0];
  return rows.number(found, column);
}

function valuesBy(
  rows: Rows,
  periods: string[],
  column: string,
  group: Value,
  isGrouped: boolean,
  missing: number | null,
): (number | null)[] {
  const found = new Map(
    rows
      .scoped(isGrouped ? "group_period" : "period")
      .filter((row) => !isGrouped || rows.value(row, "group") === group)
      .map((row) => [String(rows.value(row, "period")).slice(0, 10), rows.number(row, column)]),
  );
  return periods.map((period) => (found.has(period) ? (found.get(period) ?? null) : missing));
}

function useMetricName(): (metric: Metric) => string {
  const { texts } = useLanguage();
  const matchName = useMatchName();
  return useMemo(
    () => (metric) => {
      const { aggregation = "count", property } = metric;
      const what = texts.explore(`aggregation_${aggregation}`);
      return `${matchName(metric)} · ${property ? texts.explore("of_property", { what, property: property.name }) : what}`;
    },
    [texts, matchName],
  );
}
