// Spans of days that end today, as pages of operation offer them.
export const SPANS = ["7d", "30d", "90d", "all"] as const;
export type Span = (typeof SPANS)[number];
export const DEFAULT_SPAN: Span = "30d";
const DAY_MS = 86_400_000;

export function spanOf(text: string | null): Span {
  return SPANS.find((span) => span === text) ?? DEFAULT_SPAN;
}

/** The days of a span by UTC, as jobs count theirs; all days have no bounds. */
export function daysOf(span: Span, now: number): { from?: string; to?: string } {
  if (span === "all") return {};
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return { from: day(now - (Number.parseInt(span, 10) - 1) * DAY_MS), to: day(now) };
}

/** From when on rejects are asked for. */
export function sinceOf(span: Span, now: number): { from?: string } {
  const { from } = daysOf(span, now);
  return from === undefined ? {} : { from: `${from}T00:00:00Z` };
}
