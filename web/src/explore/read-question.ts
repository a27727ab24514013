// Reads questions from addresses and saved descriptions.
import {
  AGGREGATIONS,
  DAY_SECONDS,
  ENTITIES,
  type EventMatch,
  GRANULARITIES,
  type Kind,
  type Metric,
  MODELS,
  NODES,
  type Question,
  type Window,
} from "./question.ts";
import { readFilter, readMatch, readMatches, readProperty } from "./read-parts.ts";

/** The question of an address or of a saved description; null when there is none that makes sense. */
export function readQuestion(kind: Kind, json: unknown): Question | null {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return null;
  const from = json as Record<string, unknown>;
  const question: Question = {};
  const filter = readFilter(from.filter);
  if (filter) question.filter = filter;
  const group = from.group as { property?: unknown; top?: unknown } | undefined;
  const grouped = readProperty(group?.property);
  if (grouped) question.group = { property: grouped, ...(typeof group?.top === "number" && { top: group.top }) };
  copyName(question, from, "granularity", GRANULARITIES);
  copyName(question, from, "entity", ENTITIES);
  const window = readWindow(from.window);
  switch (kind) {
    case "event":
      question.metrics = readMatches(from.metrics).map((match, at) => readMetric(match, from.metrics, at));
      return question.metrics.length > 0 ? question : null;
    case "funnel":
      question.steps = readMatches(from.steps);
      question.window = window ?? { kind: "duration", seconds: DAY_SECONDS };
      if (from.group_first_step_only === true) question.group_first_step_only = true;
      return question.steps.length > 1 ? question : null;
    case "path":
      copyName(question, from, "node", NODES);
      if (typeof from.gap_seconds === "number") question.gap_seconds = from.gap_seconds;
      if (typeof from.start === "string") question.start = from.start;
      if (Array.isArray(from.nodes)) question.nodes = from.nodes.filter((node) => typeof node === "string");
      if (from.drop_others === true) question.drop_others = true;
      if (from.merge_repeats === true) question.merge_repeats = true;
      if (typeof from.steps === "number") question.steps = from.steps;
      return question;
    case "retention": {
      question.start = readMatch(from.start) ?? {};
      question.return = readMatch(from.return) ?? {};
      const equal = from.equal as { start?: unknown; return?: unknown } | undefined;
      const [start, returned] = [readProperty(equal?.start), readProperty(equal?.return)];
      if (start && returned) question.equal = { start, return: returned };
      return question;
    }
    case "attribution": {
      question.goal = readMatch(from.goal) ?? {};
      question.touches = readMatches(from.touches);
      question.window = window ?? { kind: "session" };
      copyName(question, from, "model", MODELS);
      const value = readProperty(from.value);
      if (value) question.value = value;
      return question.touches.length > 0 ? question : null;
    }
  }
}

function readMetric(match: EventMatch, list: unknown, at: number): Metric {
  const from = (list as Record<string, unknown>[])[at] ?? {};
  const metric: Metric = { ...match };
  copyName(metric, from, "aggregation", AGGREGATIONS);
  const property = readProperty(from.property);
  return property ? { ...metric, property } : metric;
}

function readWindow(json: unknown): Window | undefined {
  const { kind, seconds } = (json ?? {}) as Record<string, unknown>;
  if (kind === "day" || kind === "session") return { kind };
  return kind === "duration" && typeof seconds === "number" ? { kind, seconds } : undefined;
}

function copyName<Key extends string, Name extends string>(
  to: { [key in Key]?: Name },
  from: Record<string, unknown>,
  key: Key,
  names: readonly Name[],
): void {
  const found = names.find((name) => name === from[key]);
  if (found !== undefined) to[key] = found as { [key in Key]?: Name }[Key];
}
