// Saved analyses: from the state of a page to the body that is kept, and back to an address.
import { parseDate } from "@internationalized/date";
import { explorePath } from "../paths.ts";
import { comparedRange, type DayRange, type Preset } from "../state/date-range.ts";
import { readView, type View, writeView } from "../state/view.ts";
import type { Asked } from "./description.ts";
import { KINDS, type Kind } from "./question.ts";
import { readQuestion } from "./read-question.ts";

/** Presets that a saved analysis keeps, so that it moves with the data. */
const LAST_DAYS: Partial<Record<Preset, number>> = { "7d": 7, "14d": 14, "30d": 30, "90d": 90 };

export function savedBody(asked: Asked, view: View): object {
  const days = view.range.preset === null ? undefined : LAST_DAYS[view.range.preset];
  return {
    ...asked.description,
    ...(days !== undefined && { range: { last_days: days } }),
    ...(view.comparison === "previous" && { compare: { previous: true } }),
  };
}

export interface SavedAnalysis {
  kind: Kind;
  /** The page that shows it. */
  href: string;
  range: DayRange;
  compared: DayRange | null;
}

/** Null: a newer version of the program has saved what this one does not know. */
export function readSaved(app: string, body: unknown, lastDay: string): SavedAnalysis | null {
  const from = (body ?? {}) as Record<string, unknown>;
  const kind = KINDS.find((known) => known === from.kind);
  const question = kind && readQuestion(kind, body);
  const range = readRange(from.range, lastDay);
  if (!kind || !question || !range) return null;
  const days = (from.range as { last_days?: number }).last_days;
  const preset = (Object.keys(LAST_DAYS) as Preset[]).find((one) => LAST_DAYS[one] === days);
  const compared = readCompared(from.compare, range);
  const comparison = (["previous", "year"] as const).find((one) => {
    const other = comparedRange(range, one);
    return compared?.from.compare(other?.from ?? range.from) === 0;
  });
  const view: View = {
    ...readView(new URLSearchParams()),
    range: preset ? { preset } : { preset: null, from: range.from.toString(), to: range.to.toString() },
    comparison: comparison ?? "none",
    question: JSON.stringify(question),
  };
  return { kind, range, compared, href: `${explorePath(app, kind)}?${writeView(view)}` };
}

function readRange(json: unknown, lastDay: string): DayRange | null {
  const { from, to, last_days: days } = (json ?? {}) as Record<string, unknown>;
  const last = parseDate(lastDay);
  if (typeof days === "number") return { from: last.subtract({ days: days - 1 }), to: last };
  if (typeof from !== "string" || typeof to !== "string") return null;
  return { from: parseDate(from), to: parseDate(to) };
}

function readCompared(json: unknown, range: DayRange): DayRange | null {
  const { previous, from, to } = (json ?? {}) as Record<string, unknown>;
  if (previous === true) return comparedRange(range, "previous");
  return typeof from === "string" && typeof to === "string" ? { from: parseDate(from), to: parseDate(to) } : null;
}
