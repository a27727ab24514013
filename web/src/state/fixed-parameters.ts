// Parameters of a chart that its place fixes, such as a board: names of the chart's route with their values. What is fixed does
// not follow the page, and readers cannot change it.
import { parseDate } from "@internationalized/date";
import type { ChartRequest } from "../api/client.ts";
import type { Chart } from "../api/types.ts";
import { type DayRange, isDay } from "./date-range.ts";
import type { View } from "./view.ts";

export type FixedParameters = Readonly<Record<string, readonly string[]>>;

/** Which part of a long table is shown is always the reader's. */
const OF_READERS = ["offset", "limit"];
const FILTERS = ["platform", "country"];
const DAYS = ["from", "to", "compare_from", "compare_to"];
/** Of a day in a time. */
const DAY_LENGTH = 10;

export const isFixed = (fixed: FixedParameters, name: string): boolean => (fixed[name]?.length ?? 0) > 0;

/** The request of a chart with what is fixed in the place of what the page has. */
export function withFixed(request: ChartRequest, chart: Chart, fixed: FixedParameters): ChartRequest {
  const parameters: Record<string, unknown> = { ...request.parameters };
  const selectors = { ...request.selectors };
  for (const [name, values] of Object.entries(fixed)) {
    if (values.length === 0 || OF_READERS.includes(name)) continue;
    if (FILTERS.includes(name)) parameters[name] = [...values];
    else if (DAYS.includes(name)) parameters[name] = values[0];
    else if (name === "top") parameters[name] = Number(values[0]);
    else if (chart.selectors.some((selector) => selector.name === name)) selectors[name] = [...values];
  }
  return { ...request, parameters, selectors };
}

/** The days that are fixed, or those of the page. */
export function fixedRange(fixed: FixedParameters, range: DayRange): DayRange {
  const day = (name: string) => {
    const text = fixed[name]?.[0]?.slice(0, DAY_LENGTH) ?? null;
    return isDay(text) ? parseDate(text) : null;
  };
  return { from: day("from") ?? range.from, to: day("to") ?? range.to };
}

/** What a reader has chosen on the page for a chart, as parameters that can be fixed. Days move, so they stay the page's. */
export function chosenParameters(chart: Chart, view: View): Record<string, string[]> {
  const chosen: Record<string, string[]> = {};
  const add = (name: string, values: readonly string[]) => {
    if (values.length > 0) chosen[name] = [...values];
  };
  if (chart.filters.includes("platform")) add("platform", view.platforms);
  if (chart.filters.includes("country")) add("country", view.countries);
  for (const { name } of chart.selectors) add(name, view.selectors[name] ?? []);
  const top = view.tops[chart.id];
  if (chart.top !== null && top !== undefined) add("top", [String(top)]);
  return chosen;
}
