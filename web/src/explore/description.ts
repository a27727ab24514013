// From a question and the state of the page to what is sent, and back from the program's pointers to the fields.
import type { Description } from "../api/analyses.ts";
import { NOT_SET } from "../api/types.ts";
import type { DayRange } from "../state/date-range.ts";
import type { View } from "../state/view.ts";
import type { Comparison, Filter, FilterGroup, Kind, Property, Question } from "./question.ts";
import { isGroup, partsOf } from "./question.ts";

/** Whether a comparison needs one value, several, or none. */
export function valuesOf(operator: Comparison["operator"]): "none" | "one" | "many" {
  if (operator === "is_null" || operator === "is_not_null") return "none";
  return operator === "in" || operator === "not_in" ? "many" : "one";
}

export type Gap = "event" | "property" | "value" | "condition";

/** What is still missing in a question, by the JSON pointer of its field. */
export function gapsOf(question: unknown): Map<string, Gap> {
  const gaps = new Map<string, Gap>();
  visit(question, "");
  return gaps;

  function visit(part: unknown, pointer: string): void {
    if (typeof part !== "object" || part === null) return;
    if ("source" in part && "name" in part) {
      if ((part as Property).name === "") gaps.set(pointer, "property");
      return;
    }
    if ("operator" in part && "property" in part) visitComparison(part as Comparison, pointer);
    if ("and" in part || "or" in part) {
      if (partsOf(part as FilterGroup).length === 0 && /\/(and|or)\/\d+$/.test(pointer)) gaps.set(pointer, "condition");
    }
    for (const [key, value] of Object.entries(part)) visit(value, `${pointer}/${key}`);
  }

  function visitComparison({ operator, value, values }: Comparison, pointer: string): void {
    const wanted = valuesOf(operator);
    if (wanted === "one" && value === undefined) gaps.set(`${pointer}/value`, "value");
    if (wanted === "many" && (values ?? []).length === 0) gaps.set(`${pointer}/values`, "value");
  }
}

export interface Asked {
  description: Description;
  /** The pointer of a field of the question, from one of the description. */
  fieldOf: (pointer: string) => string;
}

/** The filters of the page become part of the description's filter. */
export function describe(
  kind: Kind,
  question: Question,
  view: View,
  range: DayRange,
  compared: DayRange | null,
): Asked {
  const own = withoutEmpty(question.filter);
  const page = [pageFilter("platform", view.platforms), pageFilter("geo_country", view.countries)].filter(
    (filter) => filter !== undefined,
  );
  const filters = own ? [own, ...page] : page;
  const filter = filters.length > 1 ? { and: filters } : filters[0];
  const days = ({ from, to }: DayRange) => ({ from: from.toString(), to: to.toString() });
  const description = {
    kind,
    range: days(range),
    ...(compared && { compare: days(compared) }),
    ...(stripped(question) as Question),
    ...(filter && { filter }),
  };
  if (!filter) delete description.filter;
  const isMoved = own !== undefined && page.length > 0;
  return {
    description: description as Description,
    fieldOf: (pointer) => (isMoved ? pointer.replace(/^\/filter\/and\/0/, "/filter") : pointer),
  };
}

function pageFilter(column: string, chosen: readonly string[]): Filter | undefined {
  if (chosen.length === 0) return undefined;
  const property: Property = { source: "column", name: column, type: "text" };
  const values = chosen.filter((value) => value !== NOT_SET);
  const parts: Filter[] = values.length > 0 ? [{ property, operator: "in", values }] : [];
  if (values.length < chosen.length) parts.push({ property, operator: "is_null" });
  return parts.length > 1 ? { or: parts } : parts[0];
}

function withoutEmpty(filter: FilterGroup | undefined): FilterGroup | undefined {
  return filter && partsOf(filter).length > 0 ? filter : undefined;
}

/** Leaves out filters without a condition, which the editor keeps while somebody works on them. */
function stripped(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(stripped);
  if (typeof part !== "object" || part === null) return part;
  const kept = Object.entries(part).filter(
    ([key, value]) =>
      value !== undefined &&
      !(key === "filter" && isGroup(value as Filter) && partsOf(value as FilterGroup).length === 0),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, stripped(value)]));
}
