// From the state of the page to the request of a chart.
import { parseDate } from "@internationalized/date";
import type { ChartRequest } from "../api/client.ts";
import type { App, Chart } from "../api/types.ts";
import { comparedRange, type DayRange, resolveRange } from "./date-range.ts";
import { type FixedParameters, isFixed, withFixed } from "./fixed-parameters.ts";
import type { View } from "./view.ts";

/** The days that a view shows of an app, or null when the app has no complete day yet. */
export function rangeOf(view: View, app: App): DayRange | null {
  if (app.last_complete_day === null) return null;
  const last = parseDate(app.last_complete_day);
  return resolveRange(view.range, app.first_day === null ? last : parseDate(app.first_day), last);
}

/** Tables have no comparison, and hours are compared with the day before already: none is asked for, and a note says so. */
export const showsComparison = (chart: Chart): boolean => chart.kind !== "table" && !isByHour(chart);

/** A key figure always shows its change, so it is compared with the days before when nothing else is chosen. */
export function comparisonOf(chart: Chart, view: View, range: DayRange): DayRange | null {
  if (!showsComparison(chart)) return null;
  const comparison = chart.kind === "kpi" && view.comparison === "none" ? "previous" : view.comparison;
  return comparedRange(range, comparison);
}

export const PAGE_ROWS = 50;

/** `range`: with the days that are fixed. */
export function chartRequest(
  app: App,
  chart: Chart,
  view: View,
  range: DayRange,
  fixed: FixedParameters = {},
): ChartRequest {
  const compared = comparisonOf(chart, view, range);
  const selectors: Record<string, string[]> = {};
  for (const { name } of chart.selectors) {
    const value = view.selectors[name];
    if (value !== undefined && value.length > 0) selectors[name] = value;
  }
  const top = view.tops[chart.id];
  // Only tables of events know minutes.
  const minute = (time: string | null): string => (time !== null && chart.kind === "table" ? `T${time}` : "");
  const request: ChartRequest = {
    app: app.id,
    chart: chart.id,
    parameters: {
      from: `${isByHour(chart) ? range.to : range.from}${minute(view.times.from)}`,
      to: `${range.to}${minute(view.times.to)}`,
      ...(compared && { compare_from: compared.from.toString(), compare_to: compared.to.toString() }),
      ...(chart.filters.includes("platform") && view.platforms.length > 0 && { platform: view.platforms }),
      ...(chart.filters.includes("country") && view.countries.length > 0 && { country: view.countries }),
      ...(chart.top !== null && top !== undefined && { top }),
      ...(chart.kind === "table" && { offset: PAGE_ROWS * ((view.pages[chart.id] ?? 1) - 1), limit: PAGE_ROWS }),
    },
    selectors,
  };
  return withFixed(request, chart, fixed);
}

/** Charts by hour show one day, the last of the range, beside the day before. */
export function isByHour(chart: Chart): boolean {
  return chart.columns.some(({ role, type }) => role === "dimension" && type === "hour");
}

/** Filters of the page that do not apply to a chart, because its table has no such column; what is fixed is said apart. */
export function ignoredFilters(chart: Chart, view: View, fixed: FixedParameters = {}): ("platform" | "country")[] {
  const set: ("platform" | "country")[] = [];
  if (view.platforms.length > 0) set.push("platform");
  if (view.countries.length > 0) set.push("country");
  return set.filter((filter) => !chart.filters.includes(filter) && !isFixed(fixed, filter));
}
