// The rows of the compared range by what they stand for.
import type { ChartResult, Row } from "../api/types.ts";
import { asNumber } from "./series.ts";

/** Finds the row of the compared range that stands for the same values as a row; null when nothing is compared. */
export function earlierRows({ columns, comparison }: ChartResult): ((row: Row) => Row | undefined) | null {
  if (comparison === null) return null;
  const key = (row: Row): string => JSON.stringify(row.filter((_, index) => columns[index]?.role !== "measure"));
  const rows = new Map(comparison.rows.map((row) => [key(row), row]));
  return (row) => rows.get(key(row));
}

/** The relative change of a measure, or null when there is nothing to compare with. */
export function changeOf(row: Row, earlier: Row | undefined, index: number): number | null {
  const [now, before] = [asNumber(row[index]), asNumber(earlier?.[index])];
  return now === null || before === null || before === 0 ? null : now / before - 1;
}
