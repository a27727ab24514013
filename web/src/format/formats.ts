// Numbers, days, weeks and times as the locale writes them. Days are the app's local days and have no time zone.
import type { Column, Unit, Value } from "../api/types.ts";
import type { Texts } from "../texts/texts.ts";

export interface Formats {
  /** A measure in full, for tables and tooltips. */
  measure: (value: Value, unit?: Unit, currency?: string) => string;
  /** A measure in a few characters, for axes and labels. */
  short: (value: number, unit?: Unit) => string;
  share: (value: number) => string;
  /** A relative change with its sign. */
  change: (value: number) => string;
  day: (day: string) => string;
  /** Without the year, for axes and columns. */
  shortDay: (day: string) => string;
  longDay: (day: string) => string;
  range: (from: string, to: string) => string;
  timestamp: (time: string) => string;
  /** A moment in the zone of the reader. */
  instant: (time: string) => string;
  /** Any value of a result, by the column it is in. */
  cell: (value: Value, column: Column, currency?: string) => string;
}

/** Smaller amounts, such as the cost of a day, are shown with two significant digits. */
const SMALL = 0.1;
const MISSING = "–";
const SECONDS_PER_MINUTE = 60;
/** Smaller shares need a decimal on an axis. */
const FINE_SHARE = 0.1;
/** The metric tables write it where an operating system is not known. */
const UNKNOWN_TEXT = "null";

const asDate = (day: string): Date => new Date(`${day.slice(0, 10)}T00:00:00Z`);

export function createFormats(locale: string, texts: Texts): Formats {
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const significant = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
  const isSmall = (value: number): boolean => value !== 0 && Math.abs(value) < SMALL;
  const percent = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const shortPercent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const signed = new Intl.NumberFormat(locale, {
    style: "percent",
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  const money = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const fine = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  const day = dates({ year: "numeric", month: "short", day: "numeric" });
  const shortDay = dates({ month: "short", day: "numeric" });
  const longDay = dates({ weekday: "long", year: "numeric", month: "long", day: "numeric" });
  const clock = dates({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const time = dates({
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const instant = new Intl.DateTimeFormat(locale, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });

  const duration = (value: number): string => {
    if (value < SECONDS_PER_MINUTE) return texts.t("seconds", { seconds: fine.format(value) });
    const whole = Math.round(value);
    return texts.t("minutes_seconds", {
      minutes: count.format(Math.floor(whole / SECONDS_PER_MINUTE)),
      seconds: count.format(whole % SECONDS_PER_MINUTE),
    });
  };

  const currencyText = (value: number, currency?: string): string => {
    if (!currency || !/^[A-Z]{3}$/.test(currency)) return (isSmall(value) ? significant : money).format(value);
    return new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "symbol" }).format(value);
  };

  const measure = (value: Value, unit?: Unit, currency?: string): string => {
    if (typeof value !== "number") return value === null ? MISSING : String(value);
    if (unit === "share") return percent.format(value);
    if (unit === "seconds") return duration(value);
    if (unit === "currency") return currencyText(value, currency);
    return count.format(value);
  };

  const number = (value: Value): string => (typeof value === "number" ? count.format(value) : String(value));

  const text = (value: Value): string =>
    value === null || value === "" || value === UNKNOWN_TEXT ? texts.t("not_set") : texts.value(String(value));

  return {
    measure,
    short: (value, unit) => {
      if (unit === "share") return (value !== 0 && Math.abs(value) < FINE_SHARE ? percent : shortPercent).format(value);
      if (unit === "seconds") return clockTime(value);
      return (isSmall(value) ? significant : compact).format(value);
    },
    share: (value) => percent.format(value),
    change: (value) => signed.format(value),
    day: (value) => day.format(asDate(value)),
    shortDay: (value) => shortDay.format(asDate(value)),
    longDay: (value) => longDay.format(asDate(value)),
    range: (from, to) => day.formatRange(asDate(from), asDate(to)),
    timestamp: (value) => time.format(new Date(asUtc(value))),
    instant: (value) => instant.format(new Date(value)),
    cell: (value, column, currency) => {
      if (column.role === "measure") return measure(value, column.unit, currency);
      if (value === null) return texts.t("not_set");
      switch (column.type) {
        case "day":
          return day.format(asDate(String(value)));
        case "week":
          return texts.t("week_of", { day: day.format(asDate(String(value))) });
        case "hour":
          return hour(value);
        case "timestamp":
          return time.format(new Date(asUtc(String(value))));
        case "integer":
          return column.name === "day_diff" ? texts.t("day_n", { day: count.format(Number(value)) }) : number(value);
        case "number":
          return number(value);
        default:
          return text(value);
      }
    },
  };

  /** An hour is a number of the day or a time. */
  function hour(value: Value): string {
    const date = typeof value === "number" ? new Date(Date.UTC(2000, 0, 1, value)) : new Date(asUtc(String(value)));
    return clock.format(date);
  }
}

/** A duration on an axis: 1:40. */
function clockTime(value: number): string {
  const whole = Math.round(value);
  const seconds = String(whole % SECONDS_PER_MINUTE).padStart(2, "0");
  return `${Math.floor(whole / SECONDS_PER_MINUTE)}:${seconds}`;
}

/** Times of the app's day come without a zone; they are shown as they are. */
function asUtc(time: string): string {
  const iso = time.replace(" ", "T");
  return /Z|[+-]\d\d:?\d\d$/.test(iso) ? iso : `${iso}Z`;
}
