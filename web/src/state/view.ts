// The state of a page is its address: filters, selectors and top-N controls are parameters, so that every state is a
// link and the back button works. Unknown or wrong parameters are ignored.
import {
  COMPARISONS,
  type Comparison,
  DEFAULT_PRESET,
  isDay,
  PRESETS,
  type Preset,
  type RangeChoice,
} from "./date-range.ts";

export interface View {
  range: RangeChoice;
  comparison: Comparison;
  platforms: string[];
  countries: string[];
  /** Minutes of the first and of the last day, for tables of events: `08:30`, UTC. */
  times: { from: string | null; to: string | null };
  /** Values of selectors by name; charts with the same selector share it. Open selectors may have several. */
  selectors: Record<string, string[]>;
  /** Top-N by chart id. */
  tops: Record<string, number>;
  /** Pages of tables by chart id; the first is 1, and is left out. */
  pages: Record<string, number>;
  /** The question of an analysis as JSON (explore/question.ts), and the form in which its result is shown. */
  question: string | null;
  form: string | null;
}

export const TOP_CHOICES = [5, 10, 20, 50] as const;
/** What the API takes (docs/reference/charts.md); a page has 50 rows. */
const MAX_TOP = 100;
const MAX_PAGE = 200_000;

export function readView(search: URLSearchParams): View {
  const view: View = {
    range: readRange(search),
    comparison: oneOf(COMPARISONS, search.get("compare")) ?? "none",
    platforms: search.getAll("platform"),
    countries: search.getAll("country"),
    times: { from: readTime(search.get("from_time")), to: readTime(search.get("to_time")) },
    selectors: {},
    tops: {},
    pages: {},
    question: search.get("q"),
    form: search.get("form"),
  };
  for (const [name, value] of search) {
    if (name.startsWith("select.")) view.selectors[name.slice("select.".length)] = search.getAll(name);
    if (name.startsWith("top.")) addNumber(view.tops, name.slice("top.".length), value, MAX_TOP);
    if (name.startsWith("page.")) addNumber(view.pages, name.slice("page.".length), value, MAX_PAGE);
  }
  return view;
}

/** The parameters of a view; defaults are left out, and the order is fixed, so that equal views have equal links. */
export function writeView(view: View): URLSearchParams {
  const search = new URLSearchParams();
  if (view.range.preset === null) {
    search.set("from", view.range.from);
    search.set("to", view.range.to);
  } else if (view.range.preset !== DEFAULT_PRESET) {
    search.set("range", view.range.preset);
  }
  if (view.comparison !== "none") search.set("compare", view.comparison);
  for (const platform of view.platforms) search.append("platform", platform);
  for (const country of view.countries) search.append("country", country);
  if (view.times.from !== null) search.set("from_time", view.times.from);
  if (view.times.to !== null) search.set("to_time", view.times.to);
  for (const name of Object.keys(view.selectors).sort()) {
    for (const value of view.selectors[name] ?? []) search.append(`select.${name}`, value);
  }
  for (const chart of Object.keys(view.tops).sort()) search.set(`top.${chart}`, String(view.tops[chart]));
  for (const chart of Object.keys(view.pages).sort()) search.set(`page.${chart}`, String(view.pages[chart]));
  if (view.question !== null) search.set("q", view.question);
  if (view.form !== null) search.set("form", view.form);
  return search;
}

/** What remains of a view on another page: times, selectors, top-N, pages and questions belong to one page. */
export function viewForOtherSheet(view: View): View {
  return { ...view, times: { from: null, to: null }, selectors: {}, tops: {}, pages: {}, question: null, form: null };
}

function addNumber(numbers: Record<string, number>, name: string, value: string, largest: number): void {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0 && number <= largest) numbers[name] = number;
}

function readRange(search: URLSearchParams): RangeChoice {
  const from = search.get("from");
  const to = search.get("to");
  if (isDay(from) && isDay(to) && from <= to) return { preset: null, from, to };
  return { preset: oneOf<Preset>(PRESETS, search.get("range")) ?? DEFAULT_PRESET };
}

function readTime(text: string | null): string | null {
  return text !== null && /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : null;
}

function oneOf<T extends string>(choices: readonly T[], text: string | null): T | undefined {
  return choices.find((choice) => choice === text);
}
