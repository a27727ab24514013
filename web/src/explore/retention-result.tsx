// Who comes back: a curve over all cohorts, and a heat map of each.
import type { AnalysisResult, ChartResult, Row, Value } from "../api/types.ts";
import { type Cohort, CohortTable } from "../charts/heatmap.tsx";
import { Choice } from "../shell/choice.tsx";
import { useFormats, useLanguage } from "../texts/language.tsx";
import { DrawnResult } from "./drawn-result.tsx";
import styles from "./funnel-result.module.css";
import { useGroupName } from "./names.ts";
import { granularityOf, type Rows, rowsOf } from "./rows.ts";

interface RetentionResultProps {
  result: AnalysisResult;
  /** The group of the heat map as JSON. */
  form: string | null;
  onForm: (form: string) => void;
}

export function RetentionResult({ result, form, onForm }: RetentionResultProps) {
  const { texts } = useLanguage();
  const formats = useFormats();
  const groupName = useGroupName();
  const rows = rowsOf(result);
  const isGrouped = rows.has("group");
  const groups = [...new Set(rows.all.map((row) => rows.value(row, "group")))];
  const shown = groups.find((group) => JSON.stringify(group) === form) ?? groups[0] ?? null;
  const granularity = granularityOf(result);
  const title = texts.explore("retention_by_cohort");

  return (
    <div className={styles.parts}>
      <DrawnResult
        result={curve(
          result,
          groups.map((group) => ({ group, name: isGrouped ? groupName(group) : texts.explore("returned") })),
        )}
        title={texts.explore("retention_curve")}
        kind="line"
      />
      <div className={styles.line}>
        <h3 className={styles.heading}>{title}</h3>
        {isGrouped && (
          <Choice
            label={texts.explore("group")}
            value={JSON.stringify(shown)}
            options={groups.map((group) => ({ id: JSON.stringify(group), name: groupName(group) }))}
            onChange={onForm}
            isQuiet
          />
        )}
      </div>
      <CohortTable
        title={title}
        cohorts={cohortsOf(rows, shown)}
        firstName={texts.explore(`period_${granularity}`)}
        distanceName={(distance) => texts.explore(`distance_${granularity}`, { distance })}
      >
        {(day) => formats.shortDay(String(day))}
      </CohortTable>
    </div>
  );
}

function cohortsOf(rows: Rows, group: Value): Cohort[] {
  const cohorts = new Map<Value, Cohort>();
  for (const row of rows.all) {
    if (rows.value(row, "group") !== group) continue;
    const day = rows.value(row, "period");
    const size = rows.number(row, "cohort_size");
    const cohort = cohorts.get(day) ?? { day, size, cells: new Map() };
    cohorts.set(day, cohort);
    const users = rows.number(row, "returned");
    const share = users === null || !size ? null : users / size;
    cohort.cells.set(rows.number(row, "distance") ?? 0, { share, users });
  }
  return [...cohorts.values()];
}

/** The share of all cohorts together that came back after each distance, of those that have got that far. */
function curve(result: AnalysisResult, groups: { group: Value; name: string }[]): ChartResult {
  return {
    chart: "",
    from: result.from,
    to: result.to,
    columns: [
      // The name makes a day of a distance (formats.ts).
      { name: granularityOf(result) === "day" ? "day_diff" : "distance", role: "dimension", type: "integer" },
      { name: "series", role: "series", type: "text" },
      { name: "rate", role: "measure", type: "number", unit: "share" },
    ],
    rows: groups.flatMap(({ group, name }) => rates(rowsOf(result), group, name)),
    comparison: result.comparison && {
      from: result.comparison.from,
      to: result.comparison.to,
      rows: groups.flatMap(({ group, name }) => rates(rowsOf(result, true), group, name)),
    },
    total_rows: result.rows.length,
    data_until: null,
    refreshed_at: null,
    data_version: "",
    sql: result.sql,
    parameters: [],
  };
}

function rates(rows: Rows, group: Value, name: string): Row[] {
  const sums = new Map<number, { size: number; returned: number }>();
  for (const row of rows.all) {
    if (rows.value(row, "group") !== group) continue;
    const distance = rows.number(row, "distance") ?? 0;
    const sum = sums.get(distance) ?? { size: 0, returned: 0 };
    sum.size += rows.number(row, "cohort_size") ?? 0;
    sum.returned += rows.number(row, "returned") ?? 0;
    sums.set(distance, sum);
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([distance, { size, returned }]) => [distance, name, size === 0 ? null : returned / size]);
}
