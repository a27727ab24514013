// Segments of users as the console edits them: the program's descriptions (docs/reference/analyses.md).
import { type EventMatch, NO_PROPERTY, type Property } from "./question.ts";
import { readMatch, readMatches, readProperty } from "./read-parts.ts";

export const MEASURES = [
  "count",
  "count_per_day",
  "days",
  "consecutive_days",
  "sum",
  "average",
  "min",
  "max",
  "distinct",
] as const;
export type Measure = (typeof MEASURES)[number];
export const MEASURE_OPERATORS = [">=", "=", "!=", ">", "<", "<=", "between"] as const;
export type MeasureOperator = (typeof MEASURE_OPERATORS)[number];

export interface Done extends EventMatch {
  kind: "done";
  measure?: Measure;
  property?: Property;
  operator?: MeasureOperator;
  value?: number;
  to?: number;
}
export interface NotDone extends EventMatch {
  kind: "not_done";
}
export interface Sequence {
  kind: "sequence";
  steps: EventMatch[];
  within_session?: boolean;
  direct?: boolean;
}
export interface Member {
  kind: "segment";
  segment: string;
  is_member?: boolean;
}
export type Condition = Done | NotDone | Sequence | Member;
export const CONDITION_KINDS = ["done", "not_done", "sequence", "segment"] as const;

export type SegmentRange = { last_days: number } | { from: string; to: string };
export type Join = "and" | "or";
export interface SegmentGroup {
  range: SegmentRange;
  operator: Join;
  conditions: Condition[];
}
/** When it is computed again: an expression of Millrace's schedules, until a day. */
export interface Refresh {
  schedule: string;
  until?: string;
}
export interface Segment {
  operator: Join;
  groups: SegmentGroup[];
  refresh?: Refresh;
}

/** In place of an id: a segment that is not kept yet. */
export const NEW_ID = "new";
export const NEW_GROUP: SegmentGroup = { range: { last_days: 30 }, operator: "and", conditions: [{ kind: "done" }] };
export const NEW_SEGMENT: Segment = { operator: "and", groups: [NEW_GROUP] };

export function newCondition(kind: Condition["kind"]): Condition {
  switch (kind) {
    case "sequence":
      return { kind, steps: [{}, {}] };
    case "segment":
      return { kind, segment: "" };
    default:
      return { kind };
  }
}

/** The type of the property that a measure is of; undefined: it has none. */
export function measuredType(measure: Measure): Property["type"] | undefined {
  if (measure === "distinct") return "text";
  return ["sum", "average", "min", "max"].includes(measure) ? "number" : undefined;
}

export function withMeasure({ property, measure: _, ...done }: Done, measure: Measure): Done {
  const type = measuredType(measure);
  if (type === undefined) return { ...done, measure };
  return { ...done, measure, property: property?.type === type ? property : { ...NO_PROPERTY, type } };
}

export function readSegment(json: unknown): Segment | null {
  const { operator, groups, refresh } = (json ?? {}) as Record<string, unknown>;
  if (!Array.isArray(groups) || groups.length === 0) return null;
  const read = readRefresh(refresh);
  return { operator: operator === "or" ? "or" : "and", groups: groups.map(readGroup), ...(read && { refresh: read }) };
}

function readRefresh(json: unknown): Refresh | null {
  const { schedule, until } = (json ?? {}) as Record<string, unknown>;
  if (typeof schedule !== "string") return null;
  return { schedule, ...(typeof until === "string" && { until }) };
}

function readGroup(json: unknown): SegmentGroup {
  const { range, operator, conditions } = (json ?? {}) as Record<string, unknown>;
  const { last_days: days, from, to } = (range ?? {}) as Record<string, unknown>;
  const fixed = typeof from === "string" && typeof to === "string";
  return {
    range: fixed ? { from, to } : { last_days: typeof days === "number" ? days : 30 },
    operator: operator === "or" ? "or" : "and",
    conditions: Array.isArray(conditions) ? conditions.map(readCondition) : [],
  };
}

function readCondition(json: unknown): Condition {
  const from = (json ?? {}) as Record<string, unknown>;
  switch (from.kind) {
    case "sequence":
      return {
        kind: "sequence",
        steps: readMatches(from.steps),
        ...(from.within_session === true && { within_session: true }),
        ...(from.direct === true && { direct: true }),
      };
    case "segment":
      return {
        kind: "segment",
        segment: typeof from.segment === "string" ? from.segment : "",
        ...(from.is_member === false && { is_member: false }),
      };
    case "not_done":
      return { kind: "not_done", ...readMatch(from) };
    default:
      return readDone(from);
  }
}

function readDone(from: Record<string, unknown>): Done {
  const measure = MEASURES.find((known) => known === from.measure);
  const operator = MEASURE_OPERATORS.find((known) => known === from.operator);
  const property = readProperty(from.property);
  return {
    kind: "done",
    ...readMatch(from),
    ...(measure && { measure }),
    ...(property && { property }),
    ...(operator && { operator }),
    ...(typeof from.value === "number" && { value: from.value }),
    ...(typeof from.to === "number" && { to: from.to }),
  };
}
