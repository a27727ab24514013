// Ranges of days: what a preset means for an app, and what a range is compared with. Days are the app's local days.
import { type CalendarDate, parseDate, startOfMonth, startOfYear } from "@internationalized/date";

export const PRESETS = ["7d", "14d", "30d", "90d", "12m", "month", "last_month", "year", "all"] as const;
export type Preset = (typeof PRESETS)[number];
export const DEFAULT_PRESET: Preset = "30d";

export const COMPARISONS = ["none", "previous", "year"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A range has no more days (docs/reference/charts.md). */
const MAX_DAYS = 1100;

/** First and last day, both included. */
export interface DayRange {
  from: CalendarDate;
  to: CalendarDate;
}

/** A preset, which moves with the data, or two fixed days. */
export type RangeChoice = { preset: Preset } | { preset: null; from: string; to: string };

/** `last` is the last complete day, at which presets end; `first` the first day with data. */
export function resolveRange(choice: RangeChoice, first: CalendarDate, last: CalendarDate): DayRange {
  if (choice.preset === null) return { from: parseDate(choice.from), to: parseDate(choice.to) };
  switch (choice.preset) {
    case "7d":
      return { from: last.subtract({ days: 6 }), to: last };
    case "14d":
      return { from: last.subtract({ days: 13 }), to: last };
    case "30d":
      return { from: last.subtract({ days: 29 }), to: last };
    case "90d":
      return { from: last.subtract({ days: 89 }), to: last };
    case "12m":
      return { from: last.subtract({ years: 1 }).add({ days: 1 }), to: last };
    case "month":
      return { from: startOfMonth(last), to: last };
    case "last_month": {
      const begin = startOfMonth(last).subtract({ months: 1 });
      return { from: begin, to: startOfMonth(last).subtract({ days: 1 }) };
    }
    case "year":
      return { from: startOfYear(last), to: last };
    case "all": {
      const earliest = last.subtract({ days: MAX_DAYS - 1 });
      return { from: first.compare(earliest) < 0 ? earliest : first, to: last };
    }
  }
}

export function daysIn({ from, to }: DayRange): number {
  return to.compare(from) + 1;
}

/** The range that a comparison refers to: as many days before, or the same days a year before. */
export function comparedRange(range: DayRange, comparison: Comparison): DayRange | null {
  switch (comparison) {
    case "none":
      return null;
    case "previous": {
      const days = daysIn(range);
      return { from: range.from.subtract({ days }), to: range.to.subtract({ days }) };
    }
    case "year":
      return { from: range.from.subtract({ years: 1 }), to: range.to.subtract({ years: 1 }) };
  }
}

/** Whether a text is a day that exists, so that an address typed by hand cannot break a page. */
export function isDay(text: string | null): text is string {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return parseDate(text).toString() === text;
  } catch {
    return false;
  }
}
