// The stand-in's operation: lists with pages, changes that are kept in memory, and a run that tells how far it is.
import type { MetadataDetail, Operation, Run } from "../src/api/operation-types.ts";
import type { StandInAnswer } from "./stand-in-api.ts";
import { AUDIT } from "./stand-in-operate/audit.ts";
import { CONFIGURATION } from "./stand-in-operate/configuration.ts";
import { COSTS } from "./stand-in-operate/costs.ts";
import { FILES } from "./stand-in-operate/files.ts";
import { JOBS } from "./stand-in-operate/jobs.ts";
import { LOADS } from "./stand-in-operate/loads.ts";
import { METADATA } from "./stand-in-operate/metadata.ts";
import { MODELLED } from "./stand-in-operate/models.ts";
import { REASONS, sampleOf } from "./stand-in-operate/rejects.ts";
import { countsOf, reportOf } from "./stand-in-operate/reports.ts";
import { nextOf, RUNS, WORKFLOWS } from "./stand-in-operate/runs.ts";
import { SCHEMAS } from "./stand-in-operate/schemas.ts";
import { STORY } from "./stand-in-operate/story.ts";
import { before } from "./stand-in-operate/time.ts";

const json = (body: unknown, status = 200): StandInAnswer => ({
  status,
  type: status < 400 ? "application/json" : "application/problem+json",
  body: JSON.stringify(body),
});
const missing = (what: string): StandInAnswer =>
  json({ title: "Not Found", status: 404, detail: `there is no such ${what}` }, 404);

type Listener = (event: string, data: unknown) => void;
const listeners = new Set<Listener>();

/** Hears of everything that happens, as `GET /api/v1/events` tells it. */
export function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
export function tell(event: string, data: unknown): void {
  for (const listener of listeners) listener(event, data);
}

/** Of the progress of a run. */
const STEPS = 12;
let stepMs: number | null = 250;
let timers: ReturnType<typeof setTimeout>[] = [];
let coming: (() => void)[] = [];
/** The time of a step of a run; null: steps are made by `proceed`, so that a test sees each however slow the machine is. */
export function setPace(milliseconds: number | null): void {
  stepMs = milliseconds;
}
/** Makes the next steps, or all that are left. */
export function proceed(count = coming.length): void {
  for (const happen of coming.splice(0, count)) happen();
}
function later(steps: (() => void)[]): void {
  const pace = stepMs;
  if (pace === null) coming.push(...steps);
  else timers.push(...steps.map((happen, at) => setTimeout(happen, (at + 1) * pace)));
}

let files = [...FILES];
let runs = [...RUNS];
let jobs = [...JOBS];
let described: Record<string, string> = {};
/** Forgets what was changed; tests begin with it. */
export function resetOperation(): void {
  files = [...FILES];
  runs = [...RUNS];
  jobs = [...JOBS];
  described = {};
  for (const timer of timers) clearTimeout(timer);
  timers = [];
  coming = [];
}

function operation(): Operation {
  const unread = files.filter(({ state }) => state === "new");
  const count = (state: string) => files.filter((file) => file.state === state).length;
  return {
    holder: "millrace run on collector-1, process 4017, since 3 days",
    workflows: WORKFLOWS.map(({ name, schedule, step }, at) => ({
      name,
      schedule,
      timezone: "Europe/Paris",
      enabled: true,
      next_run: schedule === null ? null : nextOf(step, at, 0),
      next_runs: schedule === null ? [] : [0, 1, 2, 3, 4].map((n) => nextOf(step, at, n)),
      run: runs.find((run) => run.workflow === name && run.state !== "done") ?? null,
    })),
    raw: {
      folder_exists: true,
      listed_at: before(0),
      error: null,
      new_files: unread.length,
      new_bytes: unread.reduce((sum, { bytes }) => sum + bytes, 0),
      settling: count("settling"),
      left_out: count("left_out"),
      changed: count("changed"),
      failing: count("failing"),
      quarantined: count("quarantined"),
      oldest_new: unread[0]?.modified ?? null,
    },
    lake_error: null,
    tables: [
      { name: "event_v2", files: 2_204, bytes: 4_820_000_000 },
      { name: "item_v2", files: 1_120, bytes: 610_000_000 },
      { name: "user_v2", files: 980, bytes: 212_000_000 },
      { name: "session", files: 1_012, bytes: 338_000_000 },
      { name: "rejects", files: 644, bytes: 41_000_000 },
    ],
    last_job: jobs[0] ?? null,
    warehouse: {
      waiting_files: 7,
      waiting_bytes: 640_000,
      loaded: 5_301,
      failed: 1,
      given_up: 0,
      unknown_app: 1,
      last_load: before(30),
      last_models: before(60),
      models_current: false,
    },
  };
}

/** A run of a workflow as a reader sees it: it begins, says how far it is, and ends. */
function start(workflow: string): Run {
  const started = new Date().toISOString();
  const id = `${workflow}-now-${runs.length}`;
  const run = {
    id,
    workflow,
    started,
    finished: null,
    input: {},
    step: workflow,
    error: null,
    asked_by: "ada",
    parent: null,
    attempts: 1,
    branches: [],
    attempts_list: [],
  };
  const change = (state: Run["state"]) => {
    const now = { ...run, state, finished: state === "done" ? new Date().toISOString() : null };
    runs = [now, ...runs.filter((one) => one.id !== id)];
    tell("run", now);
  };
  const total = 6_500_000;
  const progress = Array.from({ length: STEPS }, (_, at) => {
    const done = Math.round((total * (at + 1)) / STEPS);
    const eta_s = Math.round((total - done) / 1_600_000);
    return { workflow, step: workflow, done, total, unit: "bytes", rows_per_s: 41_200, eta_s };
  });
  const end = () => {
    if (workflow === "process") finishProcessing(started);
    change("done");
    tell("operation", { changed: true });
  };
  later([() => change("running"), ...progress.map((now) => () => tell("progress", now)), end]);
  const { branches: _, attempts_list: __, ...asked } = run;
  return { ...asked, state: "queued" };
}

function finishProcessing(started: string): void {
  const report = reportOf(8.6);
  files = files.filter(({ state }) => state !== "new");
  const [job] = jobs;
  if (!job) return;
  const counts = countsOf(report);
  jobs = [{ ...job, id: `now-${jobs.length}`, started, finished: new Date().toISOString(), counts, report }, ...jobs];
  tell("job", jobs[0]);
}

function page<T>(search: URLSearchParams, all: T[]): T[] {
  const offset = Number(search.get("offset") ?? 0);
  return all.slice(offset, offset + Number(search.get("limit") ?? 50));
}

/** Whether the parameters of a list that are given have the values of an object. */
function fits(search: URLSearchParams, object: object, names: string[]): boolean {
  return names.every((name) => !search.has(name) || search.get(name) === (object as Record<string, unknown>)[name]);
}

/** The one with an id, whole; or a page of the list, each as `short`. */
function oneOrPage<T extends { id: string }>(
  search: URLSearchParams,
  what: string,
  list: T[],
  id: string | undefined,
  filters: string[],
  short: (whole: T) => object,
): StandInAnswer {
  if (id !== undefined) {
    const found = list.find((each) => each.id === id);
    return found ? json(found) : missing(what);
  }
  const all = list.filter((each) => fits(search, each, filters));
  return json({ [`${what}s`]: page(search, all).map(short), total: all.length });
}

function brief({ values: _, related: __, sdk_names: ___, sdk_versions: ____, ...entry }: MetadataDetail) {
  return entry;
}

function describedEntry(kind: string, entry: MetadataDetail): MetadataDetail {
  return { ...entry, description: described[`${kind}/${entry.name}`] ?? entry.description };
}

export function answerOperate(url: URL, method: string, body: string): StandInAnswer | undefined {
  const path = url.pathname.replace("/api/v1/", "").split("/").map(decodeURIComponent);
  const search = url.searchParams;
  if (method === "POST" || method === "PUT") return change(path, body);
  const [topic, id] = path;
  switch (topic) {
    case "operation":
      return json(operation());
    case "runs":
      return oneOrPage(search, "run", runs, id, ["workflow"], ({ attempts_list: _, branches: __, ...run }) => run);
    case "jobs":
      return oneOrPage(search, "job", jobs, id, ["kind", "state"], ({ report: _, ...job }) => job);
    case "files": {
      const all = files.filter((file) => fits(search, file, ["state"]));
      return json({ files: page(search, all), total: all.length });
    }
    case "rejects": {
      if (id === "samples") {
        const all = Array.from({ length: 12 }, (_, at) => sampleOf(search.get("reason") ?? "", at));
        return json({ samples: page(search, all), has_more: false });
      }
      const reasons = search.get("app") === "reader" ? [] : REASONS;
      return json({ reasons, total: reasons.reduce((sum, { count }) => sum + count, 0), replayed: 40 });
    }
    case "loads": {
      const of = LOADS.filter((item) => fits(search, item, ["table", "app"]));
      const all = of.filter((item) => fits(search, item, ["state"]));
      const counts: Record<string, number> = { new: 0, claimed: 0, loaded: 0, failed: 0, unknown_app: 0 };
      for (const { state } of of) counts[state] = (counts[state] ?? 0) + 1;
      return json({ total: all.length, counts, items: page(search, all) });
    }
    case "models":
      return json({ apps: MODELLED });
    case "schema":
      return json({ apps: SCHEMAS });
    case "costs":
      return json({
        days: COSTS.filter(({ day }) => day >= (search.get("from") ?? "")),
        truncated: false,
        basis: "Threads × seconds of jobs, at the price of an hour of a core when each ran.",
      });
    case "configuration":
      return json({ file: "/srv/clicks/millrace.yml", keys: CONFIGURATION });
    case "audit": {
      const from = AUDIT.filter(({ number }) => !search.has("before") || number < Number(search.get("before")));
      const entries = from.slice(0, Number(search.get("limit") ?? 100));
      return json({ entries, next_before: from.length > entries.length ? (entries.at(-1)?.number ?? null) : null });
    }
    case "apps":
      return path[2] === "metadata" ? metadata(search, path[3] ?? "", path[4]) : undefined;
  }
  return undefined;
}

function metadata(search: URLSearchParams, kind: string, name: string | undefined): StandInAnswer {
  const entries = (METADATA[kind] ?? []).map((entry) => describedEntry(kind, entry));
  if (name !== undefined) {
    const found = entries.find((entry) => entry.name === name);
    return found ? json({ kind, names: [found] }) : missing("name");
  }
  const text = (search.get("search") ?? "").toLowerCase();
  const all = entries.filter((entry) => `${entry.name} ${entry.description}`.toLowerCase().includes(text));
  return json({ total: all.length, scanned_at: before(360), entries: page(search, all).map(brief) });
}

function change([topic, id, part, kind, name]: string[], body: string): StandInAnswer | undefined {
  const sent = (body === "" ? {} : JSON.parse(body)) as Record<string, unknown>;
  if (topic === "workflows" && part === "runs" && id) {
    if (!WORKFLOWS.some((one) => one.name === id)) return missing("workflow");
    return json(start(id), 202);
  }
  if (topic === "runs" && part === "retry") {
    runs = runs.map((run) => (run.id === id ? { ...run, state: "waiting", error: null } : run));
    tell(
      "run",
      runs.find((run) => run.id === id),
    );
    return json(
      runs.find((run) => run.id === id),
      202,
    );
  }
  if (topic === "files" && id === "retry") {
    const freed = (sent.files as string[]).filter((path) => files.some((file) => file.path === path));
    files = files.map((file) => (freed.includes(file.path) ? { ...file, state: "new", reason: null } : file));
    tell("operation", { changed: true });
    return json({ freed });
  }
  if (topic === "replays") return json({ ...RUNS[0], id: "replay-1", workflow: "replay", state: "queued" }, 202);
  if (topic === "explanations") {
    return sent.text === ""
      ? json({ title: "Bad Request", status: 400, detail: "text is empty" }, 400)
      : json({ story: STORY });
  }
  if (topic === "apps" && part === "metadata" && kind && name) {
    described[`${kind}/${name}`] = String(sent.description ?? "");
    const found = (METADATA[kind] ?? []).find((entry) => entry.name === name);
    return found ? json({ kind, names: [describedEntry(kind, found)] }) : missing("name");
  }
  return undefined;
}
