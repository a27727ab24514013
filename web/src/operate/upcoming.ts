// The next runs of all schedules in one order.
import type { Schedule, Workflow } from "../api/operation-types.ts";

export interface Upcoming {
  workflow: string;
  at: string;
}

const byTime = (a: Upcoming, b: Upcoming): number => Date.parse(a.at) - Date.parse(b.at);

export function upcomingOf(schedules: readonly Schedule[], now: number, most: number): Upcoming[] {
  return schedules
    .flatMap(({ workflow, next }) => next.map((at) => ({ workflow, at })))
    .filter(({ at }) => Date.parse(at) > now)
    .sort(byTime)
    .slice(0, most);
}

export function nextOf(workflows: readonly Workflow[], now: number): Upcoming | undefined {
  return workflows
    .flatMap(({ name, next_run }) => (next_run === null ? [] : [{ workflow: name, at: next_run }]))
    .filter(({ at }) => Date.parse(at) > now)
    .sort(byTime)[0];
}
