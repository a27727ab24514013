// Numbers of the stand-in: made from the names of their dimensions alone, so that every run shows the same.
import type { Chart, Column, Row, Value } from "../src/api/types.ts";

export const FIRST_DAY = "2026-09-07";
export const LAST_DAY = "2026-11-29";

const CITIES: [string, string][] = [
  ["France", "Paris"],
  ["France", "Lyon"],
  ["China", "Shanghai"],
  ["China", "Beijing"],
  ["Germany", "Berlin"],
  ["United States", "New York"],
  ["United States", "Chicago"],
  ["Brazil", "São Paulo"],
  ["India", "Mumbai"],
  ["Singapore", "Singapore"],
  ["Japan", "Tokyo"],
  ["United Kingdom", "London"],
  ["Congo (DRC)", "Kinshasa"],
  ["Türkiye", "Istanbul"],
  ["Australia", "Sydney"],
];
const SOURCES = [
  "google",
  "(direct)",
  "baidu",
  "newsletter",
  "facebook",
  "weibo",
  "bing",
  "partner.example",
  "x",
  "duckduckgo",
  "tiktok",
  "linkedin",
];

const VALUES: Record<string, Value[]> = {
  platform: ["Web", "Android", "iOS", null],
  this_week_value: ["1-NEW", "2-RETAINED-ACTIVE", "3-RETURN", "0-CHURN"],
  aggregation_dim: [...SOURCES, null],
  geo_country: [...new Set(CITIES.map(([country]) => country))],
  event_name: [
    "_page_view",
    "_scroll",
    "_user_engagement",
    "view_item",
    "_session_start",
    "add_to_cart",
    "_click",
    "_search",
    "begin_checkout",
    "purchase",
    "_first_open",
    "_app_exception",
    "login",
  ],
  user_type: ["NEW", "RETURNING"],
  app_version: ["2.4.0", "2.3.1", "2.3.0", "2.2.8"],
  device: [
    "iPhone 15",
    "Pixel 8",
    "SM-S921B",
    "iPhone 14",
    "Redmi Note 12",
    "iPhone SE",
    "SM-A546B",
    "iPad Air",
    "V2250",
    "Pixel 7a",
    "iPhone 13 mini",
    "ONEPLUS A6013",
  ],
  device_ua_browser: ["Chrome", "Safari", "Edge", "Firefox", "Mobile Safari", "Samsung Internet", "Opera"],
  device_screen_resolution: [
    "1920x1080",
    "390x844",
    "1536x864",
    "412x915",
    "1440x900",
    "393x852",
    "2560x1440",
    "360x800",
    "1366x768",
    "820x1180",
    "428x926",
  ],
  currency: ["EUR", "CNY"],
  item_id: ["sku-101", "sku-204", "sku-310", "sku-118", "sku-402", "sku-223"],
  category: ["Shoes", "Jackets", "Bags", "Hats"],
  first_traffic_channel_group: ["Organic Search", "Direct", "Paid Search", "Email", "Social", "Referral"],
  day_diff: [1, 7],
};
const SYSTEMS: [string, string][] = [
  ["Windows", "11"],
  ["Windows", "10"],
  ["iOS", "17.6"],
  ["iOS", "18.1"],
  ["iOS", "16.7"],
  ["Android", "14"],
  ["Android", "15"],
  ["Android", "13"],
  ["Android", "12"],
  ["macOS", "15"],
  ["macOS", "14"],
  ["Linux", "null"],
];
const MAX_DISTANCE = 30;

/** A number from 0 to 1 that depends on a text alone. */
export function noise(text: string): number {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822507);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4294967296;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function daysOf(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from > FIRST_DAY ? from : FIRST_DAY; day <= to && day <= LAST_DAY; day = addDays(day, 1))
    days.push(day);
  return days;
}

export interface Question {
  from: string;
  to: string;
  platforms: string[];
  countries: string[];
  selectors: Record<string, string[]>;
  top: number | null;
}

export function rowsOf(chart: Chart, question: Question): Row[] {
  const keys = chart.columns.filter(({ role }) => role !== "measure");
  const days = daysOf(question.from, question.to);
  if (days.length === 0) return [];
  const share = question.platforms.length > 0 ? 0.4 * question.platforms.length : 1;
  return combinations(chart, keys, question, days).map((key) => [...key, ...measures(chart, key, days, share)]);
}

function combinations(chart: Chart, keys: Column[], question: Question, days: string[]): Row[] {
  if (chart.id === "acquisition.new_users_by_location") return CITIES.map(([country, city]) => [country, city]);
  if (chart.id === "device.users_by_system") return SYSTEMS;
  if (chart.kind === "heatmap")
    return days.flatMap((first) => days.filter((day) => day >= first).map((day) => [first, day]));
  return keys.reduce<Row[]>(
    (rows, key) => rows.flatMap((row) => valuesOf(chart, key, question, days).map((value) => [...row, value])),
    [[]],
  );
}

function valuesOf(chart: Chart, { name, type, role }: Column, question: Question, days: string[]): Value[] {
  if (type === "day") return days;
  if (type === "week") return days.filter((day) => new Date(day).getUTCDay() === 1);
  if (type === "hour")
    return Array.from({ length: 24 }, (_, hour) => `${days.at(-1)}T${String(hour).padStart(2, "0")}:00:00`);
  if (name === "day_diff" && role === "dimension")
    return Array.from({ length: MAX_DISTANCE + 1 }, (_, distance) => distance);
  if (name === "aggregation_type")
    return [Object.values(question.selectors)[0]?.[0] ?? chart.selectors[0]?.default ?? null];
  if (name === "item_name") return ["Trail shoe"];
  if (name === "aggregation_dim" && chart.selectors[0]?.name === "page_type") return PAGES.slice(0, question.top ?? 10);
  if (chart.id.startsWith("device.crash") && name === "platform") return ["Android", "iOS", null];
  const chosen = { platform: question.platforms, geo_country: question.countries, ...question.selectors }[name];
  const values = VALUES[name] ?? [`${name} 1`, `${name} 2`];
  if (chosen && chosen.length > 0)
    return values.filter((value) => chosen.includes(value === null ? "(not set)" : String(value)));
  return values.slice(0, chart.top === null ? values.length : (question.top ?? chart.top));
}

const PAGES = [
  "Home",
  "Trail shoes – Shop",
  "Cart",
  "Checkout",
  "Winter jackets – Shop",
  "Search",
  "Account",
  "Order confirmed",
  "Help: returns and refunds",
  "Sale",
  "Imprint",
  "Careers",
];

function measures(chart: Chart, key: Row, days: string[], share: number): Row {
  const weight = key.reduce<number>((product, value, index) => product * weightOf(chart.columns[index], value), 1);
  const perDay = chart.columns[0]?.type === "day" || chart.columns[0]?.type === "week" ? 1 : Math.sqrt(days.length);
  return chart.columns
    .filter(({ role }) => role === "measure")
    .map(({ name, unit }, index) => {
      const one = noise(`${chart.table}${name}${JSON.stringify(key)}${chart.kind === "kpi" ? days[0] : ""}`);
      const lost = key.includes("0-CHURN") ? -1 : 1;
      if (chart.kind === "heatmap") return heatmapMeasure(name, key, one);
      if (name === "rate") return 0.42 / (1 + Number(key.at(-1)) * 0.5) + one * 0.03;
      if (unit === "share") return name.includes("crash") ? 0.004 + one * 0.02 : 0.15 + 0.4 * one;
      if (unit === "seconds") return 40 + one * 60;
      if (unit === undefined) return name === "event_value" && one < 0.6 ? null : 1 + one;
      return (
        lost * Math.round(9000 * share * weight * perDay * (0.85 + 0.3 * one) * 0.55 ** index) +
        (unit === "currency" ? 0.5 : 0)
      );
    });
}

function heatmapMeasure(name: string, [first, day]: Row, one: number): number {
  const cohort = 120 + Math.round(noise(String(first)) * 400);
  const distance = (Date.parse(String(day)) - Date.parse(String(first))) / 86_400_000;
  const rate = distance === 0 ? 1 : 0.45 / (1 + distance * 0.3) + one * 0.04;
  if (name === "cohort_users") return cohort;
  return name === "users" ? Math.round(cohort * rate) : Math.round(cohort * rate) / cohort;
}

/** Weekends are quiet, later days busier, later values of a list rarer. */
function weightOf(column: Column | undefined, value: Value): number {
  if (column?.type === "day" || column?.type === "week") {
    const day = new Date(String(value));
    const trend =
      0.6 + (0.4 * (day.getTime() - Date.parse(FIRST_DAY))) / (Date.parse(LAST_DAY) - Date.parse(FIRST_DAY));
    return trend * ([0, 6].includes(day.getUTCDay()) ? 0.62 : 1);
  }
  if (column?.type === "hour")
    return 0.05 + 0.1 * Math.sin((Math.PI * (new Date(`${value}Z`).getUTCHours() + 1)) / 26) ** 2;
  const values = column ? (VALUES[column.name] ?? (column.name === "aggregation_dim" ? PAGES : [])) : [];
  const rank = Math.max(values.indexOf(value), PAGES.indexOf(String(value)), 0);
  return (0.8 + 0.4 * noise(String(value))) / (1 + rank * 0.7);
}
