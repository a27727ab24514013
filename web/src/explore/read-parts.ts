// Reads the parts of questions. Addresses and saved documents are typed by hand or made by other versions, so whatever has an
// unknown form is left out; the program checks what remains.
import type { Comparison, EventMatch, Filter, FilterGroup, Operator, Property, Scalar } from "./question.ts";
import { isGroup, makeGroup, OPERATORS, PROPERTY_TYPES, SOURCES } from "./question.ts";

type Json = Record<string, unknown>;
const MAX_DEPTH = 5;

const asObject = (json: unknown): Json | undefined =>
  typeof json === "object" && json !== null && !Array.isArray(json) ? (json as Json) : undefined;
const isScalar = (json: unknown): json is Scalar => ["string", "number", "boolean"].includes(typeof json);

export function readProperty(json: unknown): Property | undefined {
  const from = asObject(json);
  const source = SOURCES.find((known) => known === from?.source);
  if (!from || !source || typeof from.name !== "string") return undefined;
  return { source, name: from.name, type: PROPERTY_TYPES.find((known) => known === from.type) ?? "text" };
}

/** A single comparison becomes a group, which is what the editor shows. */
export function readFilter(json: unknown): FilterGroup | undefined {
  const filter = readPart(json, 0);
  if (!filter) return undefined;
  return isGroup(filter) ? filter : { and: [filter] };
}

function readPart(json: unknown, depth: number): Filter | undefined {
  const from = asObject(json);
  if (!from || depth > MAX_DEPTH) return undefined;
  for (const join of ["and", "or"] as const) {
    const list = from[join];
    if (Array.isArray(list)) {
      const parts = list.map((part) => readPart(part, depth + 1)).filter((part) => part !== undefined);
      return makeGroup(join, parts);
    }
  }
  return readComparison(from);
}

function readComparison(from: Json): Comparison | undefined {
  const property = readProperty(from.property);
  const operator = OPERATORS.find((known): known is Operator => known === from.operator);
  if (!property || !operator) return undefined;
  return {
    property,
    operator,
    ...(isScalar(from.value) && { value: from.value }),
    ...(Array.isArray(from.values) && { values: from.values.filter(isScalar) }),
  };
}

export function readMatch(json: unknown): EventMatch | undefined {
  const from = asObject(json);
  if (!from) return undefined;
  const filter = readFilter(from.filter);
  return { ...(typeof from.event === "string" && { event: from.event }), ...(filter && { filter }) };
}

export function readMatches(json: unknown): EventMatch[] {
  return Array.isArray(json) ? json.map((match) => readMatch(match) ?? {}) : [];
}
