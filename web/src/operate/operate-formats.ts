// Bytes, durations and distances in time as the locale writes them.
import { useMemo } from "react";
import { useLanguage } from "../texts/language.tsx";

export interface OperateFormats {
  count: (value: number) => string;
  /** In powers of a thousand, as object stores bill them. */
  bytes: (value: number) => string;
  /** Two units at most: 2 h 5 min. */
  duration: (seconds: number) => string;
  /** `in 5 minutes`, `2 hours ago`. */
  ago: (instant: string, now: number) => string;
  instant: (instant: string) => string;
  usd: (value: number) => string;
}

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;
const THOUSAND = 1000;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Units of a duration, the largest first. */
const UNITS = [
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
  ["second", 1],
] as const;

export function createOperateFormats(locale: string): OperateFormats {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const unit = (name: string, digits: number) =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit: name,
      unitDisplay: name === "byte" ? "long" : "short",
      maximumFractionDigits: digits,
    });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const instant = new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const usd = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    maximumSignificantDigits: 3,
  });

  return {
    count: (value) => number.format(value),
    bytes: (value) => {
      let at = 0;
      let scaled = value;
      for (; scaled >= THOUSAND && at < BYTE_UNITS.length - 1; at++) scaled /= THOUSAND;
      return unit(BYTE_UNITS[at] ?? "byte", scaled < 10 && at > 0 ? 1 : 0).format(scaled);
    },
    duration: (seconds) => {
      if (seconds < 10) return unit("second", seconds < 1 ? 2 : 1).format(seconds);
      const whole = Math.round(seconds);
      const first = UNITS.findIndex(([, size]) => whole >= size);
      const parts = UNITS.slice(first, first + 2).map(([name, size], at) => {
        const count = Math.floor((at === 0 ? whole : whole % (UNITS[first]?.[1] ?? 1)) / size);
        return count === 0 ? "" : unit(name, 0).format(count);
      });
      return parts.filter((part) => part !== "").join(" ");
    },
    ago: (time, now) => {
      const seconds = (Date.parse(time) - now) / 1000;
      const size = Math.abs(seconds);
      const [name, length] = UNITS.find(([, one]) => size >= one) ?? (["second", 1] as const);
      return relative.format(Math.trunc(seconds / length), name);
    },
    instant: (time) => instant.format(new Date(time)),
    usd: (value) => usd.format(value),
  };
}

export function useOperateFormats(): OperateFormats {
  const { locale } = useLanguage();
  return useMemo(() => createOperateFormats(locale), [locale]);
}

/** What a job, run or attempt took, or has taken so far. */
export function secondsOf({ started, finished }: { started: string; finished: string | null }, now: number): number {
  const end = finished === null ? now : Date.parse(finished);
  return Math.max(0, (end - Date.parse(started)) / 1000);
}
