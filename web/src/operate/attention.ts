// What does not go on without a person.
import type { Operation } from "../api/operation-types.ts";
import { operatePath } from "../paths.ts";

export interface Attention {
  kind: "parked" | "quarantined" | "given_up" | "unknown_app" | "law_broken" | "job_failed" | "no_event" | "changed";
  count: number;
  href: string;
}

export function attentionOf({ workflows, raw, warehouse, last_job }: Operation): Attention[] {
  const parked = workflows.flatMap(({ run }) => (run?.state === "parked" ? [run] : []));
  const only = parked.length === 1 ? parked[0]?.id : undefined;
  const all: Attention[] = [
    {
      kind: "law_broken",
      count: last_job?.law_holds === false ? 1 : 0,
      href: operatePath("jobs", last_job?.id),
    },
    { kind: "parked", count: parked.length, href: operatePath("runs", only) },
    {
      kind: "job_failed",
      count: last_job?.state === "failed" ? 1 : 0,
      href: operatePath("jobs", last_job?.id),
    },
    { kind: "no_event", count: last_job?.wrote_no_event ? 1 : 0, href: operatePath("jobs", last_job?.id) },
    { kind: "quarantined", count: raw.quarantined, href: `${operatePath("files")}?state=quarantined` },
    { kind: "changed", count: raw.changed, href: `${operatePath("files")}?state=changed` },
    { kind: "given_up", count: warehouse?.given_up ?? 0, href: `${operatePath("loads")}?state=failed` },
    { kind: "unknown_app", count: warehouse?.unknown_app ?? 0, href: `${operatePath("loads")}?state=unknown_app` },
  ];
  return all.filter(({ count }) => count > 0);
}
