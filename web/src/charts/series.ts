// From the long rows of a result (one row a combination of dimension and series) to series over a common axis.
import { type CalendarDate, parseDate } from "@internationalized/date";
import type { ChartResult, Column, Row, Value } from "../api/types.ts";

export interface Series {
  /** The measure that the values are of. */
  column: Column;
  /** The value of the series column, or undefined when the measure itself is the series. */
  value?: Value;
  values: (number | null)[];
}

export interface SeriesSet {
  dimension: Column | undefined;
  seriesColumn: Column | undefined;
  axis: Value[];
  series: Series[];
}

const key = (value: Value | undefined): string => JSON.stringify(value ?? null);

/** Values that the models define have a fixed order, so that their colours mean the same everywhere. */
const FIXED_ORDER = [
  "1-NEW",
  "2-RETAINED-ACTIVE",
  "3-RETURN",
  "0-CHURN",
  "NEW",
  "RETURNING",
  "Web",
  "Android",
  "iOS",
  "WeChatMP",
];

export function indexOf(columns: readonly Column[], ...roles: Column["role"][]): number {
  return columns.findIndex((column) => roles.includes(column.role));
}

export function measuresOf(columns: readonly Column[]): Column[] {
  return columns.filter((column) => column.role === "measure");
}

export function seriesSet(result: Pick<ChartResult, "columns" | "rows">): SeriesSet {
  const { columns, rows } = result;
  const x = indexOf(columns, "dimension", "row");
  const s = indexOf(columns, "series", "column");
  const axis = axisOf(rows, x, columns[x]);
  const position = new Map(axis.map((value, index) => [key(value), index]));
  const measures = columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => column.role === "measure");

  const series = new Map<string, Series>();
  for (const row of rows) {
    for (const { column, index } of measures) {
      const value = s < 0 ? undefined : (row[s] ?? null);
      const name = `${column.name}:${key(value)}`;
      let found = series.get(name);
      if (found === undefined) {
        found = {
          column,
          ...(value !== undefined && { value }),
          values: axis.map(() => (column.unit === "count" ? 0 : null)),
        };
        series.set(name, found);
      }
      found.values[position.get(key(row[x])) ?? 0] = asNumber(row[index]);
    }
  }
  return { dimension: columns[x], seriesColumn: columns[s], axis, series: ordered([...series.values()], s >= 0) };
}

/** The axis in the order of the rows; of days also those between the first and the last that have no row. */
function axisOf(rows: readonly Row[], x: number, column: Column | undefined): Value[] {
  const values = new Map<string, Value>();
  for (const row of rows) values.set(key(row[x]), row[x] ?? null);
  const found = [...values.values()];
  if (column?.type === "integer") return found.sort((a, b) => Number(a) - Number(b));
  if (column?.type !== "day" && column?.type !== "week") return found;
  const days = found.filter((value) => typeof value === "string").sort();
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined || column.type === "week") return days;
  return daysBetween(parseDate(first.slice(0, 10)), parseDate(last.slice(0, 10)));
}

function daysBetween(first: CalendarDate, last: CalendarDate): string[] {
  const days: string[] = [];
  for (let day = first; day.compare(last) <= 0; day = day.add({ days: 1 })) days.push(day.toString());
  return days;
}

function ordered(series: Series[], byValue: boolean): Series[] {
  if (!byValue) return series;
  const rank = ({ value }: Series) => FIXED_ORDER.indexOf(String(value));
  if (series.every((one) => rank(one) >= 0)) return series.sort((a, b) => rank(a) - rank(b));
  return series.sort((a, b) => total(b.values) - total(a.values));
}

export function total(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

export function asNumber(value: Value | undefined): number | null {
  return typeof value === "number" ? value : null;
}
