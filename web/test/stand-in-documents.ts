// The stand-in's saved analyses, boards and segments, kept in memory.
import type { Document, SegmentRun } from "../src/api/types.ts";
import type { StandInAnswer } from "./stand-in-api.ts";

const json = (body: unknown, status = 200): StandInAnswer => ({
  status,
  type: status < 400 ? "application/json" : "application/problem+json",
  body: JSON.stringify(body),
});
const MADE = "2026-11-30T09:00:00Z";
const nextRun = (body: object | undefined): string | null =>
  body !== undefined && "refresh" in body ? "2026-12-01T04:00:00Z" : null;
const document = (id: string, title: string, body: object): Document => ({
  id,
  title,
  body: body as never,
  next_run: nextRun(body),
  user: "ada",
  created_at: MADE,
  changed_at: MADE,
  version: 1,
});

const FUNNEL = {
  kind: "funnel",
  range: { last_days: 14 },
  compare: { previous: true },
  steps: [{ event: "view_item" }, { event: "add_to_cart" }, { event: "purchase" }],
  window: { kind: "duration", seconds: 86_400 },
};
const BUYERS = {
  operator: "and",
  groups: [
    {
      range: { last_days: 30 },
      operator: "and",
      conditions: [{ kind: "done", event: "purchase", measure: "count", operator: ">=", value: 2 }],
    },
  ],
};

let lists: Record<string, Document[]> = {};
let runs: SegmentRun[] = [];

/** Forgets what has been kept; tests begin with it. */
export function resetDocuments(): void {
  lists = {
    "saved-analyses": [document("1", "From view to purchase", FUNNEL)],
    boards: [
      document("2", "Monday", {
        items: [
          { analysis: "1", wide: true },
          { chart: "overview.users_by_day", parameters: { platform: ["Web"] } },
          { analysis: "gone" },
        ],
      }),
    ],
    segments: [document("3", "Frequent buyers", BUYERS)],
  };
  runs = [];
}
resetDocuments();

export function answerDocuments(url: URL, method: string, body: string): StandInAnswer | undefined {
  const path = /^\/api\/v1\/apps\/[^/]+\/(saved-analyses|boards|segments)(?:\/([^/]+))?(?:\/(runs|users))?$/.exec(
    url.pathname,
  );
  if (!path) return undefined;
  const [, kind = "", id, part] = path;
  const list = lists[kind] ?? [];
  if (part === "users") return { status: 200, type: "text/csv", body: "user_id\r\nu1\r\n" };
  if (part === "runs") return runsAnswer(method);
  if (id === undefined && method === "GET") return json({ documents: list });
  const sent = (body === "" ? {} : JSON.parse(body)) as { title?: string; body?: object; version?: number };
  if (id === undefined) {
    const made = document(`n${list.length + 1}`, sent.title ?? "", sent.body ?? {});
    lists[kind] = [...list, made];
    return json(made, 201);
  }
  const found = list.find((one) => one.id === id);
  if (!found) return json({ title: "Not Found", status: 404, detail: "there is no such document" }, 404);
  if (method === "DELETE") {
    lists[kind] = list.filter((one) => one.id !== id);
    return { status: 204, type: "application/json", body: "" };
  }
  if (method === "GET") return json(found);
  if (sent.version !== found.version) {
    return json({ title: "Conflict", status: 409, detail: "somebody else has changed it; load it again" }, 409);
  }
  const changed = {
    ...found,
    title: sent.title ?? "",
    body: sent.body as never,
    next_run: nextRun(sent.body),
    version: found.version + 1,
  };
  lists[kind] = list.map((one) => (one.id === id ? changed : one));
  return json(changed);
}

function runsAnswer(method: string): StandInAnswer {
  if (method === "GET") return json({ runs });
  const run: SegmentRun = {
    started_at: MADE,
    finished_at: MADE,
    state: "done",
    segment_size: 1_204,
    total_users: 18_310,
    last_day: "2026-11-29",
    error: null,
  };
  runs = [run, ...runs];
  return json({ ...run, finished_at: null, state: "waiting", segment_size: 0, total_users: 0, last_day: null }, 202);
}
