// The next runs of all workflows in one order.
import type { Workflow } from "../api/operation-types.ts";

export interface Upcoming {
  workflow: string;
  at: string;
}

const byTime = (a: Upcoming, b: Upcoming): number => Date.parse(a.at) - Date.parse(b.at);

export function upcomingOf(
  workflows: readonly Pick<Workflow, "name" | "next_runs">[],
  now: number,
  most: number,
): Upcoming[] {
  return workflows
    .flatMap(({ name, next_runs }) => next_runs.map((at) => ({ workflow: name, at })))
    .filter(({ at }) => Date.parse(at) > now)
    .sort(byTime)
    .slice(0, most);
}

export function nextOf(workflows: readonly Pick<Workflow, "name" | "next_runs">[], now: number): Upcoming | undefined {
  return upcomingOf(workflows, now, 1)[0];
}
