// The rows of the compared range by what they stand for.
import { parseDate } from "@internationalized/date";
import type { ChartResult, Row, Value } from "../api/types.ts";
import { asNumber, type Series, type SeriesSet, seriesSet } from "./series.ts";

/** Finds the row of the compared range that stands for the same values as a row; null when nothing is compared. */
export function earlierRows({ columns, comparison }: ChartResult): ((row: Row) => Row | undefined) | null {
  if (comparison === null) return null;
  const key = (row: Row): string => JSON.stringify(row.filter((_, index) => columns[index]?.role !== "measure"));
  const rows = new Map(comparison.rows.map((row) => [key(row), row]));
  return (row) => rows.get(key(row));
}

/** The relative change of a measure, or null when there is nothing to compare with. */
export function changeOf(row: Row, earlier: Row | undefined, index: number): number | null {
  return relativeChange(asNumber(row[index]), asNumber(earlier?.[index]));
}

export function relativeChange(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : now / before - 1;
}

type EarlierValues = (number | null | undefined)[];

/**
 * Finds what the compared range has of a series, over the axis of the range itself. A day stands for the day as far from the
 * beginning of its own range, since either range may begin with days that have no rows; a number stands for itself; other
 * values (weeks, months) for those at the same place. Undefined: the compared range has no such series, or no such value.
 */
export function earlierSeries(result: ChartResult, set: SeriesSet): (series: Series) => EarlierValues | undefined {
  const { columns, comparison } = result;
  if (comparison === null) return () => undefined;
  const before = seriesSet({ columns, rows: comparison.rows });
  const position = new Map(before.axis.map((value, index) => [value, index]));
  const distance = parseDate(result.from).compare(parseDate(comparison.from));
  const places = set.axis.map((value, index) => placeOf(value) ?? index);
  return ({ column, value }) => {
    const found = before.series.find((other) => other.column.name === column.name && other.value === value);
    return found && places.map((place) => found.values[place]);
  };

  /** Where the compared range has what a value stands for: -1 when it has none, undefined when places decide. */
  function placeOf(value: Value): number | undefined {
    if (set.dimension?.type === "integer") return position.get(value) ?? -1;
    if (set.dimension?.type !== "day" || typeof value !== "string") return undefined;
    return position.get(parseDate(value).subtract({ days: distance }).toString()) ?? -1;
  }
}
