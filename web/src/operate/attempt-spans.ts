// Attempts as parts of the time from the first's start to the last's end.
import type { Attempt } from "../api/operation-types.ts";

export interface Span {
  /** From 0 to 1. */
  begin: number;
  length: number;
}

export function spansOf(attempts: readonly Pick<Attempt, "started" | "finished">[], now: number): Span[] {
  const times = attempts.map(({ started, finished }) => ({
    begin: Date.parse(started),
    end: finished === null ? now : Date.parse(finished),
  }));
  const first = Math.min(...times.map(({ begin }) => begin));
  const whole = Math.max(...times.map(({ end }) => end)) - first;
  return times.map(({ begin, end }) =>
    whole <= 0 ? { begin: 0, length: 1 } : { begin: (begin - first) / whole, length: Math.max(0, end - begin) / whole },
  );
}
