// The stand-in's analyses: plausible rows of every kind, made from the description alone. A query takes one poll.
import type { AnalysisColumn, AnalysisResult, Row, Suggestions } from "../src/api/types.ts";
import type { EventMatch, Metric, Question } from "../src/explore/question.ts";
import type { StandInAnswer } from "./stand-in-api.ts";
import { addDays, LAST_DAY, noise } from "./stand-in-data.ts";

interface Days {
  from: string;
  to: string;
}
type Described = Question & {
  kind: string;
  range: Days | { last_days: number };
  compare?: Days | { previous: true };
};

const EVENTS = ["_page_view", "view_item", "add_to_cart", "begin_checkout", "purchase", "_session_start", "_search"];

export const SUGGESTIONS: Suggestions = {
  scanned_at: "2026-11-30T04:00:00Z",
  events: EVENTS.map((name, at) => ({
    name,
    description: null,
    count: Math.round(420_000 / (at + 1) ** 1.4),
    parameters: name === "purchase" ? ["coupon", "value"] : [],
  })),
  properties: [
    property("column", "platform", "text", ["Web", "Android", "iOS"]),
    property("column", "geo_country", "text", ["France", "China", "Germany", "United States"]),
    property("column", "page_view_page_title", "text", ["Home", "Shoes", "Cart"]),
    property("parameter", "coupon", "text", ["WELCOME", "SUMMER"], ["purchase"]),
    property("parameter", "value", "number", ["10", "25"], ["purchase"]),
    property("attribute", "plan", "text", ["free", "pro"]),
    property("column", "session_is_engaged", "boolean", []),
  ],
};

function property(
  source: "column" | "parameter" | "attribute",
  name: string,
  type: "text" | "number" | "boolean",
  values: string[],
  events: string[] = [],
): Suggestions["properties"][number] {
  return { property: { source, name, type }, category: null, description: null, count: 1000, values, events };
}

const json = (body: unknown, status = 200): StandInAnswer => ({
  status,
  type: "application/json",
  body: JSON.stringify(body),
});

const queries = new Map<string, Described>();

export function answerExplore(url: URL, accept: string, method: string, body: string): StandInAnswer | undefined {
  const [, , resource = "", id] =
    /^\/api\/v1\/(apps\/[^/]+\/)?(analyses|suggestions|queries)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
  if (resource === "suggestions") return json(SUGGESTIONS);
  if (resource === "analyses") {
    const made = `q${queries.size + 1}`;
    queries.set(made, JSON.parse(body) as Described);
    return json({ id: made }, 202);
  }
  if (resource !== "queries" || id === undefined) return undefined;
  if (method === "DELETE") return { status: 204, type: "application/json", body: "" };
  const description = queries.get(id);
  if (!description) {
    return { status: 404, type: "application/problem+json", body: '{"title":"Not Found","status":404}' };
  }
  const result = resultOf(description);
  if (accept.includes("text/csv")) {
    const lines = [result.columns.map(({ name }) => name), ...result.rows].map((row) => row.join(","));
    return { status: 200, type: "text/csv", body: `${lines.join("\r\n")}\r\n` };
  }
  return json({ id, app: "shop", state: "done", elapsed_ms: 40, result, problem: null });
}

function resultOf(description: Described): AnalysisResult {
  const range = daysOfRange(description.range);
  const compare = description.compare && comparedDays(description.compare, range);
  const columns = columnsOf(description);
  return {
    kind: description.kind,
    description: description as never,
    timezone: "Europe/Paris",
    ...range,
    columns,
    rows: rowsOf(description, range.from, range.to) as never,
    is_truncated: false,
    comparison: compare
      ? { ...compare, rows: rowsOf(description, compare.from, compare.to) as never, is_truncated: false }
      : null,
    sql: 'SELECT "event_name", count(*)\nFROM "shop"."clickstream_event_view_v3"\nWHERE "event_date" BETWEEN $1 AND $2',
    parameters: [range.from, range.to],
  };
}

function daysOfRange(range: Described["range"]): Days {
  return "from" in range ? range : { from: addDays(LAST_DAY, 1 - range.last_days), to: LAST_DAY };
}

function comparedDays(compare: NonNullable<Described["compare"]>, { from, to }: Days): Days {
  if ("from" in compare) return compare;
  const days = daysOf(from, to).length;
  return { from: addDays(from, -days), to: addDays(to, -days) };
}

const column = (name: string, role: AnalysisColumn["role"], type: AnalysisColumn["type"]): AnalysisColumn => ({
  name,
  role,
  type,
});
const measures = (prefix: string, count: number): AnalysisColumn[] =>
  Array.from({ length: count }, (_, at) => column(`${prefix}_${at + 1}`, "measure", "integer"));
const listOf = <Item>(list: Item[] | number | undefined): Item[] => (Array.isArray(list) ? list : []);

function columnsOf(description: Described): AnalysisColumn[] {
  const group = description.group ? [column("group", "group", "text")] : [];
  const scope = [column("scope", "scope", "text"), column("period", "period", "day"), ...group];
  switch (description.kind) {
    case "funnel":
      return [...scope, ...measures("step", listOf(description.steps).length)];
    case "path":
      return [
        ...group,
        column("step", "dimension", "integer"),
        column("source", "dimension", "text"),
        column("source_is_other", "dimension", "boolean"),
        column("target", "dimension", "text"),
        column("target_is_other", "dimension", "boolean"),
        column("weight", "measure", "integer"),
      ];
    case "retention":
      return [
        column("period", "period", "day"),
        ...group,
        column("distance", "dimension", "integer"),
        column("cohort_size", "measure", "integer"),
        column("returned", "measure", "integer"),
      ];
    case "attribution":
      return [
        column("touch", "dimension", "integer"),
        ...group,
        column("triggers", "measure", "integer"),
        column("converting_triggers", "measure", "integer"),
        column("contribution", "measure", "number"),
        column("share", "measure", "number"),
      ];
    default:
      return [...scope, ...measures("metric", listOf(description.metrics).length)];
  }
}

function groupsOf({ group }: Described): (string | null)[] {
  if (!group) return [];
  const known = SUGGESTIONS.properties.find(({ property: { name } }) => name === group.property.name);
  return [...(known?.values ?? []), null].slice(0, group.top ?? 10);
}

function daysOf(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The first days of periods. */
function periodsOf({ granularity }: Described, from: string, to: string): string[] {
  const first = (day: string): string => {
    if (granularity === "month") return `${day.slice(0, 8)}01`;
    if (granularity !== "week") return day;
    return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
  };
  return [...new Set(daysOf(from, to).map(first))];
}

function rowsOf(description: Described, from: string, to: string): Row[] {
  const groups = groupsOf(description);
  const periods = periodsOf(description, from, to);
  switch (description.kind) {
    case "path":
      return description.group
        ? groups.flatMap((group, at) => pathRows(9_000 / (at + 1)).map((row): Row => [group, ...row]))
        : pathRows(9_000);
    case "retention":
      return periods.flatMap((period, at) =>
        (description.group ? groups : [undefined]).flatMap((group) =>
          periods.slice(at).map((_, distance): Row => {
            const size = amount(`${period}${group}`, 420);
            const part = distance === 0 ? 0.62 : 0.3 / (distance + 1) ** 0.7;
            return [period, ...(group === undefined ? [] : [group]), distance, size, Math.round(size * part)];
          }),
        ),
      );
    case "attribution":
      return attributionRows(description.touches ?? [], description.group ? groups : [undefined]);
    default: {
      const counts = description.kind === "funnel" ? funnelCounts : eventCounts;
      return scopedRows(description, periods, groups, counts);
    }
  }
}

function amount(name: string, most: number): number {
  return Math.round(most * (0.6 + 0.4 * noise(name)));
}

type Counts = (description: Described, name: string, size: number) => number[];

const eventCounts: Counts = ({ metrics = [] }, name, size) =>
  metrics.map((metric: Metric, at) => amount(`${name}${metric.event}${metric.aggregation}`, (900 * size) / (at + 1)));

const funnelCounts: Counts = ({ steps }, name, size) => {
  let left = amount(name, 800 * size);
  return listOf<EventMatch>(steps).map((_, at) => {
    if (at > 0) left = Math.round(left * (0.25 + 0.45 * noise(`${name}${at}`)));
    return left;
  });
};

function scopedRows(description: Described, periods: string[], groups: (string | null)[], counts: Counts): Row[] {
  const group = (value: string | null): Row => (description.group ? [value] : []);
  const part = (at: number): number => 1 / (at + 1.6);
  return [
    ["total", null, ...group(null), ...counts(description, `${periods[0]}total`, periods.length)],
    ...periods.map((day): Row => ["period", day, ...group(null), ...counts(description, day, 1)]),
    ...groups.map(
      (value, at): Row => [
        "group",
        null,
        ...group(value),
        ...counts(description, `${periods[0]}${value}`, periods.length * part(at)),
      ],
    ),
    ...groups.flatMap((value, at) =>
      periods.map(
        (day): Row => ["group_period", day, ...group(value), ...counts(description, `${day}${value}`, part(at))],
      ),
    ),
  ];
}

function pathRows(paths: number): Row[] {
  const rows: Row[] = [[1, null, null, "_session_start", false, paths]];
  let sources: [string, number][] = [["_session_start", paths]];
  for (let step = 2; step <= 5; step++) {
    const next = new Map<string, number>();
    for (const [source, weight] of sources) {
      for (const target of EVENTS.slice(0, 5).filter((event) => event !== source)) {
        const part = Math.round((weight * (0.1 + noise(`${step}${source}${target}`))) / 5);
        rows.push([step, source, false, target, false, part]);
        next.set(target, (next.get(target) ?? 0) + part);
      }
    }
    sources = [...next];
  }
  return rows;
}

function attributionRows(touches: EventMatch[], groups: (string | null | undefined)[]): Row[] {
  const rows = touches.flatMap((touch, at) =>
    groups.map((group) => {
      const triggers = amount(`${touch.event}${group}`, 12_000 / (at + 1));
      return { touch: at + 1, group, triggers, converting: Math.round(triggers / 7), contribution: triggers / 19 };
    }),
  );
  const direct = 240;
  const whole = direct + rows.reduce((sum, { contribution }) => sum + contribution, 0);
  const isGrouped = groups[0] !== undefined;
  return [
    ...rows.map(
      ({ touch, group, triggers, converting, contribution }): Row => [
        touch,
        ...(isGrouped ? [group ?? null] : []),
        triggers,
        converting,
        contribution,
        contribution / whole,
      ],
    ),
    [null, ...(isGrouped ? [null] : []), null, null, direct, direct / whole],
  ];
}
