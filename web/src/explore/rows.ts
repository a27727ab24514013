// Access to the rows of an analysis by the names of their columns.
import { type CalendarDate, parseDate, startOfMonth } from "@internationalized/date";
import type { AnalysisResult, Row, Value } from "../api/types.ts";
import { asNumber } from "../charts/series.ts";
import type { Granularity } from "./question.ts";

export type Scope = "total" | "period" | "group" | "group_period";

export interface Rows {
  has: (column: string) => boolean;
  value: (row: Row, column: string) => Value;
  number: (row: Row | undefined, column: string) => number | null;
  scoped: (scope: Scope) => Row[];
  all: readonly Row[];
}

/** `compared` reads the rows of the other days. */
export function rowsOf(result: AnalysisResult, compared = false): Rows {
  const at = new Map(result.columns.map(({ name }, index) => [name, index]));
  const all = compared ? (result.comparison?.rows ?? []) : result.rows;
  const value = (row: Row, column: string): Value => row[at.get(column) ?? -1] ?? null;
  return {
    has: (column) => at.has(column),
    value,
    number: (row, column) => (row === undefined ? null : asNumber(value(row, column))),
    scoped: (scope) => all.filter((row) => value(row, "scope") === scope),
    all,
  };
}

export const granularityOf = ({ description }: AnalysisResult): Granularity =>
  ((description as { granularity?: Granularity }).granularity ?? "day") as Granularity;

/** The first days of all periods of a range, those without rows included. */
export function periodsOf(from: string, to: string, granularity: Granularity): string[] {
  const periods: string[] = [];
  const last = parseDate(to);
  for (let day = startOf(parseDate(from), granularity); day.compare(last) <= 0; day = next(day, granularity)) {
    periods.push(day.toString());
  }
  return periods;
}

/** Weeks begin on Monday, as in the program. */
function startOf(day: CalendarDate, granularity: Granularity): CalendarDate {
  if (granularity === "month") return startOfMonth(day);
  if (granularity === "day") return day;
  return day.subtract({ days: (day.toDate("UTC").getUTCDay() + 6) % 7 });
}

function next(day: CalendarDate, granularity: Granularity): CalendarDate {
  return day.add({ day: { days: 1 }, week: { days: 7 }, month: { months: 1 } }[granularity]);
}
