// Drill-down: what a click on a value changes. A day narrows the range, a platform or country sets the filter, and a
// value of a column that an open selector is named after (event_name, user_id …) sets the selector.
import { parseDate } from "@internationalized/date";
import type { Column, Sheet, Value } from "../api/types.ts";
import { NOT_SET } from "../api/types.ts";
import type { View } from "../state/view.ts";

const WEEK_DAYS = 7;

/** The open selectors of a sheet by name. */
export function openSelectors(sheet: Sheet): Set<string> {
  const names = sheet.charts.flatMap(({ selectors }) =>
    selectors.filter(({ values }) => values === null).map(({ name }) => name),
  );
  return new Set(names);
}

/** The parameter of the chart's route that a click on a value of a column sets. */
export function parameterOf({ type, name }: Column): string {
  if (type === "day" || type === "week") return "from";
  return name === "geo_country" ? "country" : name;
}

/** The change of the view, or null when a click on the value has no meaning. */
export function drillDown(
  column: Column,
  value: Value,
  selectors: ReadonlySet<string>,
  view: View,
): Partial<View> | null {
  const text = value === null ? NOT_SET : String(value);
  if (column.type === "day" && typeof value === "string" && column.name !== "first_visit_date") {
    return { range: { preset: null, from: value.slice(0, 10), to: value.slice(0, 10) } };
  }
  if (column.type === "week" && typeof value === "string") {
    const from = parseDate(value.slice(0, 10));
    return { range: { preset: null, from: from.toString(), to: from.add({ days: WEEK_DAYS - 1 }).toString() } };
  }
  if (column.name === "platform") return { platforms: toggled(view.platforms, text) };
  if (column.name === "geo_country") return { countries: toggled(view.countries, text) };
  if (selectors.has(column.name) && value !== null) {
    return { selectors: { ...view.selectors, [column.name]: toggled(view.selectors[column.name] ?? [], text) } };
  }
  return null;
}

/** A second click on the only chosen value takes the restriction away. */
function toggled(chosen: string[], value: string): string[] {
  return chosen.length === 1 && chosen[0] === value ? [] : [value];
}
