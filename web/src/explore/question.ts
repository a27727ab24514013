// The questions of analyses as the console edits them: the program's descriptions (docs/reference/analyses.md) without what
// the page already says (kind, days, comparison). A question may be unfinished; gapsOf says where. The address holds it as JSON.
export const KINDS = ["event", "funnel", "path", "retention", "attribution"] as const;
export type Kind = (typeof KINDS)[number];

export type Scalar = string | number | boolean;
export const SOURCES = ["column", "parameter", "attribute"] as const;
export const PROPERTY_TYPES = ["text", "number", "boolean"] as const;
export interface Property {
  source: (typeof SOURCES)[number];
  /** Empty: not chosen yet. */
  name: string;
  type: (typeof PROPERTY_TYPES)[number];
}

export const OPERATORS = [
  "=",
  "!=",
  "in",
  "not_in",
  "contains",
  "not_contains",
  "<",
  "<=",
  ">",
  ">=",
  "is_null",
  "is_not_null",
] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Comparison {
  property: Property;
  operator: Operator;
  value?: Scalar;
  values?: Scalar[];
}
export type FilterGroup = { and: Filter[] } | { or: Filter[] };
export type Filter = FilterGroup | Comparison;

/** An event with its own filter; without a name any event. */
export interface EventMatch {
  event?: string;
  filter?: FilterGroup;
}

export const AGGREGATIONS = ["count", "users", "distinct", "sum", "average", "median", "min", "max"] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];
export interface Metric extends EventMatch {
  aggregation?: Aggregation;
  property?: Property;
}

export const GRANULARITIES = ["day", "week", "month"] as const;
export type Granularity = (typeof GRANULARITIES)[number];
export const ENTITIES = ["users", "events"] as const;
export const NODES = ["event_name", "screen_name", "screen_class", "page_title", "page_url"] as const;
export const MODELS = ["last", "first", "linear", "position", "time_decay"] as const;

export interface Grouping {
  property: Property;
  top?: number;
}
export type Window = { kind: "duration"; seconds: number } | { kind: "day" } | { kind: "session" };

/** All parts of all kinds; each kind uses its own. */
export interface Question {
  filter?: FilterGroup;
  group?: Grouping;
  granularity?: Granularity;
  metrics?: Metric[];
  steps?: EventMatch[] | number;
  entity?: (typeof ENTITIES)[number];
  window?: Window;
  group_first_step_only?: boolean;
  node?: (typeof NODES)[number];
  gap_seconds?: number;
  start?: EventMatch | string;
  return?: EventMatch;
  nodes?: string[];
  drop_others?: boolean;
  merge_repeats?: boolean;
  equal?: { start: Property; return: Property };
  goal?: EventMatch;
  value?: Property;
  touches?: EventMatch[];
  model?: (typeof MODELS)[number];
}

export const MAX_ITEMS = 10;
export const NO_PROPERTY: Property = { source: "column", name: "", type: "text" };
export const DAY_SECONDS = 86_400;

/** A question that can be asked at once, about the app's most frequent events. */
export function firstQuestion(kind: Kind, events: readonly string[]): Question {
  const match = (at: number): EventMatch => (events[at] === undefined ? {} : { event: events[at] });
  switch (kind) {
    case "event":
      return { metrics: [match(0)] };
    case "funnel":
      return { steps: [match(0), match(1)], window: { kind: "duration", seconds: DAY_SECONDS } };
    case "path":
      return { merge_repeats: true };
    case "retention":
      return { start: {}, return: {} };
    case "attribution":
      return { goal: match(0), touches: [match(1)], window: { kind: "duration", seconds: 7 * DAY_SECONDS } };
  }
}

export const isGroup = (filter: Filter): filter is FilterGroup => "and" in filter || "or" in filter;
export const joinOf = (group: FilterGroup): "and" | "or" => ("and" in group ? "and" : "or");
export const partsOf = (group: FilterGroup): Filter[] => ("and" in group ? group.and : group.or);
export const makeGroup = (join: "and" | "or", parts: Filter[]): FilterGroup =>
  join === "and" ? { and: parts } : { or: parts };
