// What the stand-in's project has done: made up, in relation to the time at which the stand-in started.
import type {
  Attempt,
  ConfigurationKey,
  CostDay,
  JobDetail,
  LoadItem,
  MetadataDetail,
  ModelledApp,
  RawFile,
  RejectReason,
  RejectSample,
  Report,
  RunDetail,
  SchemaApp,
  StoryEntry,
} from "../src/api/operation-types.ts";
import { addDays, noise } from "./stand-in-data.ts";

const MINUTE = 60_000;
const NOW = Date.now();
export const before = (minutes: number): string => new Date(NOW - minutes * MINUTE).toISOString();
const TODAY = new Date(NOW).toISOString().slice(0, 10);

export function reportOf(scale: number): Report {
  const events = Math.round(9_636 * scale);
  const rejected = Math.round(71 * scale);
  return {
    job_id: "job",
    runs: 1,
    files: Math.round(24 * scale),
    files_failed:
      scale > 5
        ? [{ file: "year=2026/month=11/day=30/hour=08/collect-2-9f31.gz", reason: "not a gzip file", failures: 1 }]
        : [],
    bytes_in: Math.round(2_440_000 * scale),
    bytes_raw: Math.round(9_580_000 * scale),
    bytes_out: Math.round(890_000 * scale),
    rows_read: Math.round(3_275 * scale),
    requests: Math.round(3_275 * scale) - 1,
    rows_rejected: 1,
    events_read: events,
    events_derived: 0,
    events_rejected: rejected,
    rows_written: {
      event_v2: events - rejected,
      item_v2: Math.round(4_120 * scale),
      user_v2: Math.round(812 * scale),
      session: Math.round(1_034 * scale),
    },
    rejected: { bot: rejected - 6, late: 5, missing_payload: 1, not_json: 0, unknown_app: 1 },
    law_holds: true,
    events_per_second: 41_200,
    stage_seconds: { read: 0.8 * scale, parse: 1.9 * scale, enrich: 1.2 * scale, write: 1.4 * scale },
    seconds: 5.6 * scale,
    threads: 2,
    peak_memory_bytes: 412_000_000,
    price_per_core_hour: 0.04,
    cost_usd: 0.000_12 * scale,
  };
}

const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
export function countsOf(report: Report): JobDetail["counts"] {
  return {
    files: number(report.files),
    bytes: number(report.bytes_in),
    rows: number(report.rows_read),
    events: number(report.events_read),
    rejected: number(report.events_rejected),
    bytes_out: number(report.bytes_out),
    seconds: number(report.seconds),
  };
}

function job(id: string, kind: JobDetail["kind"], minutes: number, more: Partial<JobDetail> = {}): JobDetail {
  const report: Report =
    kind === "compact" ? { lake_files_replaced: 214, bytes_replaced: 81_000_000 } : reportOf(1 + noise(id) * 8);
  const counts = report.events_read ? countsOf(report) : null;
  return {
    id,
    kind,
    state: "committed",
    started: before(minutes),
    finished: before(minutes - 0.7),
    host: "collector-1",
    error: null,
    counts,
    law_holds: counts ? true : null,
    wrote_no_event: false,
    report,
    ...more,
  };
}

export const JOBS: JobDetail[] = [
  job("20261130T094003-1c77b2", "process", 20),
  job("20261130T093003-b04e11", "process", 30),
  job("20261130T092101-77d1c0", "replay", 39),
  job("20261130T092003-e3a990", "process", 40, {
    state: "failed",
    error: "cannot write lake/event_v2/partition_app=shop/…: No space left on device. Free space, then retry the run.",
    counts: null,
    law_holds: null,
    report: null,
  }),
  job("20261130T050000-4d0c5e", "compact", 300),
  ...Array.from({ length: 60 }, (_, at) =>
    job(`20261129T${String(2300 - at).padStart(4, "0")}00-${at}`, "process", 420 + 10 * at),
  ),
];

const attempt = (step: string, from: number, to: number | null, more: Partial<Attempt> = {}): Attempt => ({
  step,
  visit: 1,
  attempt: 1,
  report: null,
  started: before(from),
  finished: to === null ? null : before(to),
  outcome: to === null ? "running" : "done",
  error: null,
  ...more,
});

const LOAD_ERROR = "the warehouse is locked by process 4121 (duckdb). End it, or wait; the load tries again.";

function run(id: string, workflow: string, minutes: number, more: Partial<RunDetail> = {}): RunDetail {
  return {
    id,
    workflow,
    state: "done",
    started: before(minutes),
    finished: before(minutes - 1.2),
    step: null,
    error: null,
    input: {},
    asked_by: null,
    parent: null,
    branches: [],
    attempts: 3,
    attempts_list: [
      attempt("plan", minutes, minutes - 0.05),
      attempt("process", minutes - 0.05, minutes - 1.1),
      attempt("commit", minutes - 1.1, minutes - 1.2),
    ],
    ...more,
  };
}

export const RUNS: RunDetail[] = [
  run("process-20261130T0940", "process", 20),
  run("load-20261130T0941", "load", 19, {
    state: "parked",
    finished: null,
    step: "load",
    error: LOAD_ERROR,
    attempts: 4,
    attempts_list: [
      attempt("register", 19, 18.9),
      attempt("load", 18.9, 18.5, { outcome: "failed", error: LOAD_ERROR }),
      attempt("load", 17.5, 17.1, { outcome: "failed", error: LOAD_ERROR }),
      attempt("load", 14, 13.6, { outcome: "failed", error: LOAD_ERROR }),
    ],
  }),
  run("models-20261130T0900", "models", 60, {
    attempts: 2,
    attempts_list: [attempt("apps/shop/build", 60, 58.9), attempt("apps/reader/build", 60, 59.6)],
  }),
  run("metadata-20261130T0400", "metadata", 360, { asked_by: "ada" }),
  ...Array.from({ length: 70 }, (_, at) => run(`process-old-${at}`, "process", 400 + 10 * at)),
];

export const WORKFLOWS = [
  { name: "process", schedule: "every 10 minutes", step: 10 },
  { name: "load", schedule: "every 10 minutes", step: 10 },
  { name: "models", schedule: "0 * * * *", step: 60 },
  { name: "metadata", schedule: "0 4 * * *", step: 1440 },
  { name: "expiry", schedule: null, step: 0 },
];
/** When each schedule comes next: the first is not the same for all. */
export const nextOf = (step: number, at: number, n: number): string => before(-(4 + at * 3 + n * step));

const rawFile = (hour: number, name: string, state: RawFile["state"], more: Partial<RawFile> = {}): RawFile => ({
  path: `year=2026/month=11/day=30/hour=${String(hour).padStart(2, "0")}/${name}`,
  bytes: 60_000 + Math.round(noise(name) * 40_000),
  modified: before(60 - hour),
  state,
  reason: null,
  attempts: 0,
  ...more,
});

export const FILES: RawFile[] = [
  ...Array.from({ length: 83 }, (_, at) => rawFile(9, `collect-${1 + (at % 2)}-${17645 + at}-3ad7fc.gz`, "new")),
  rawFile(10, "collect-1-17646-9c4a11.gz", "settling"),
  rawFile(10, "collect-2-17646-0ffe03.gz", "settling"),
  rawFile(7, "collect-1-17600-tmp.gz.part", "left_out", { reason: "processing.ignore: *.part" }),
  rawFile(5, "collect-1-17580-64ac1f.gz", "changed", { reason: "larger than when it was read" }),
  rawFile(8, "collect-2-17611-9f31aa.gz", "failing", {
    reason: "not a gzip file: the first two bytes are 50 4b, as those of zip",
    attempts: 1,
  }),
  rawFile(6, "collect-1-17590-b2b8e0.gz", "quarantined", {
    reason: "cannot be read: Input/output error. Check the disk, then retry the file.",
    attempts: 3,
  }),
  rawFile(6, "collect-2-17590-77ab10.gz", "quarantined", {
    reason: "the process ended while it read this file (killed by signal 9)",
    attempts: 3,
  }),
];

export const REASONS: RejectReason[] = [
  ["enrich", "bot", "the user agent is that of a bot and `processing.filter_bots` is on", 1_462, true],
  ["transform", "late", "older than `processing.max_event_age` before its ingest time", 312, true],
  ["transform", "unknown_app", "`app_id` is blank, reserved, or not among the configured `apps`", 87, true],
  ["raw", "bad_payload", "`data` is not in the form of the client, is malformed, or its root is a scalar", 14, true],
  ["raw", "not_json", "the line is neither a JSON object nor an array of objects", 9, true],
  ["raw", "truncated_file", "the compressed file ends early or is corrupt; all lines before it are used", 1, false],
].map(([stage, reason, meaning, count, replayable]) => ({
  stage: String(stage),
  reason: String(reason),
  meaning: String(meaning),
  count: Number(count),
  replayable: Boolean(replayable),
  first: before(60 * 24 * 12),
  last: before(20),
}));

export const sampleOf = (reason: string, at: number): RejectSample => ({
  at: before(20 + at * 3),
  file: "year=2026/month=11/day=30/hour=09/collect-1-17645-3ad7fc.gz",
  line: 12 + at * 7,
  app: "shop",
  index: at % 3,
  stage: "transform",
  encoding: "text",
  reason,
  detail: reason === "bot" ? "Googlebot/2.1 matches line 14 of bots.csv" : "`app_id` is “shopp”; did you mean shop?",
  original: `{"event_type":"_page_view","app_id":"shopp","timestamp":${1_764_495_000_000 + at},"attributes":{"_page_title":"Trail shoes – Shop","_page_url":"https://shop.example/shoes"}}`,
  original_bytes: at === 0 ? 18_204 : 171,
});

export const LOADS: LoadItem[] = Array.from({ length: 120 }, (_, at) => {
  const state = at < 6 ? "new" : at === 6 ? "claimed" : at === 7 ? "failed" : at === 8 ? "unknown_app" : "loaded";
  const table = ["event_v2", "item_v2", "user_v2", "session"][at % 4] ?? "session";
  const app = state === "unknown_app" ? "kiosk" : "shop";
  return {
    file: `${table}/partition_app=${app}/partition_year=2026/partition_month=11/partition_day=30/20261130T0940-${at}.parquet`,
    table,
    app,
    state,
    rows: 1_200 + at * 17,
    bytes: 88_000 + at * 900,
    attempts: state === "failed" ? 2 : 0,
    error: state === "failed" ? "cannot be read as Parquet: the file is shorter than its footer says" : null,
    load_id: state === "loaded" ? "load-20261130T0931" : null,
    announced: before(20 + at),
    loaded: state === "loaded" ? before(18 + at) : null,
    given_up: false,
  };
});

const MODELS = [
  "session_view",
  "acquisition_day_user",
  "engagement_day_user",
  "retention_first_visit",
  "device_day_user",
];

export const MODELLED: ModelledApp[] = ["shop", "reader"].map((app) => {
  const has = (at: number) => app === "reader" && at === 3;
  const stateOf = (at: number): ModelledApp["days"][number]["state"] => {
    if (at === 34) return "touched";
    if (app === "shop" && at === 33) return "pending";
    if (app === "shop" && at === 20) return "stale";
    return app === "reader" && at === 30 ? "failed" : "current";
  };
  return {
    app,
    last_complete_day: addDays(TODAY, -1),
    models: MODELS.map((name, at) => ({
      name,
      state: has(at) ? ("failed" as const) : ("current" as const),
      last_run: before(60),
      days: 35,
      days_stale: 0,
      days_pending: at === 0 ? 1 : 0,
      days_failed: has(at) ? 1 : 0,
      error: has(at) ? "column “plan” does not exist in “user_v2”; the file is models/user/plan.sql" : null,
    })),
    days: Array.from({ length: 35 }, (_, at) => ({
      day: addDays(TODAY, at - 35),
      state: stateOf(at),
      complete: true,
      refreshed_at: before(60),
    }))
      .slice(app === "reader" ? 12 : 0)
      .reverse(),
    runs: [60, 120, 180].map((minutes) => ({
      id: `${app}-${minutes}`,
      manual: minutes === 120,
      full: false,
      started: before(minutes),
      finished: before(minutes - 0.9),
      from: addDays(TODAY, -2),
      to: addDays(TODAY, -1),
      days: 2,
    })),
  };
});

type SchemaObject = SchemaApp["objects"][number];
const object = (name: string, kind: SchemaObject["kind"], more: Partial<SchemaObject> = {}): SchemaObject => ({
  name,
  kind,
  state: "current",
  version: "5f0c1e",
  action: null,
  reason: null,
  error: null,
  ...more,
});

export const SCHEMAS: SchemaApp[] = [
  {
    app: "shop",
    schema: "shop",
    exists: true,
    problem: null,
    objects: [
      object("session", "table"),
      object("event_v2", "table", {
        state: "changed",
        action: "alter",
        reason: "the column `geo_metro` is missing",
      }),
      object("user_v2", "table"),
      object("lifecycle_weekly", "view", {
        state: "missing",
        version: null,
        action: "create, grant",
        reason: "new in this version",
      }),
      object("channel_group", "function"),
    ],
  },
  { app: "reader", schema: "reader", exists: true, problem: null, objects: [object("event_v2", "table")] },
];

const FIRST = "2026-09-07";
const LAST = addDays(TODAY, -1);
const value = (text: string, count: number) => ({ value: text, type: "string", count, truncated: false });

const entry = (
  name: string,
  count: number,
  types: [string, number][],
  more: Partial<MetadataDetail> = {},
): MetadataDetail => ({
  app: "shop",
  category: types.length > 0 ? "event" : null,
  name,
  description: null,
  types: types.map(([type, times]) => ({ type, count: times, first_day: FIRST, last_day: LAST })),
  platforms: ["Web", "Android", "iOS"],
  count,
  latest_count: Math.round(count / 80),
  first_day: FIRST,
  last_day: LAST,
  drifts: types.length > 1,
  sdk_names: ["clickstream-web"],
  sdk_versions: ["0.9.1"],
  values: [],
  related: [],
  ...more,
});

export const METADATA: Record<string, MetadataDetail[]> = {
  events: [
    entry("_page_view", 812_400, [], {
      description: "A page or screen was shown.",
      related: ["_page_title", "_page_url"],
    }),
    entry("view_item", 204_118, [], { related: ["item_id", "price", "currency"] }),
    entry("add_to_cart", 61_220, [], { related: ["item_id", "quantity"] }),
    entry("purchase", 18_911, [], { description: "An order was paid.", related: ["value", "currency"] }),
    ...Array.from({ length: 60 }, (_, at) => entry(`campaign_${at}`, 900 - at, [])),
  ],
  parameters: [
    entry(
      "price",
      285_338,
      [
        ["double", 280_112],
        ["string", 5_226],
      ],
      {
        description: "Price of one item, in the event's currency.",
        values: [value("49.9", 21_004), value("89", 18_220), value("12.5", 9_011)],
        related: ["view_item", "add_to_cart"],
      },
    ),
    entry("currency", 224_000, [["string", 224_000]], {
      values: [value("EUR", 160_300), value("CNY", 63_700)],
    }),
  ],
  attributes: [
    entry("plan", 40_100, [["string", 40_100]], {
      values: [value("free", 31_000), value("pro", 9_100)],
    }),
  ],
};

export const COSTS: CostDay[] = Array.from({ length: 30 }, (_, at) => {
  const day = addDays(TODAY, at - 29);
  const busy = 0.7 + 0.6 * noise(day);
  return {
    day,
    runs: 144,
    failed: at === 29 ? 1 : 0,
    files: Math.round(2_880 * busy),
    bytes: Math.round(351_000_000 * busy),
    rows: Math.round(471_000 * busy),
    events: Math.round(1_387_000 * busy),
    lake_files: Math.round(610 * busy),
    lake_bytes: Math.round(128_000_000 * busy),
    wall_seconds: 230 * busy,
    processor_seconds: 410 * busy,
    peak_memory_bytes: 412_000_000,
    usd: 0.0046 * busy,
  };
});

const fact = (name: string | null, text: string): StoryEntry => ({ kind: "fact", name, text, row: null });
export const STORY: StoryEntry[] = [
  { kind: "request", name: null, text: "request of collect-1-17645-3ad7fc.gz, line 12", row: null },
  fact("received", "2026-11-30T09:30:00Z from 203.0.113.7"),
  fact("payload", "base64 of gzip, 2,104 bytes; 2 events"),
  { kind: "event", name: null, text: "event 1: _page_view", row: null },
  fact("app", "shop, as the event says"),
  fact("time", "2026-11-30T09:29:58.412Z; the clock of the device is 0.2 s late, not corrected"),
  fact("place", "Europe, France, Île-de-France, Paris"),
  fact("user agent", "browser Chrome 142, system Windows 11, category PC"),
  fact("traffic source", "source google, medium (PAID_SEARCH), channel Paid Search"),
  fact(null, "by line 14 of channel_rules.yaml"),
  {
    kind: "stored",
    name: null,
    text: "in event_v2, partition shop, 2026-11-30",
    row: {
      event_id: "8f2c",
      event_name: "_page_view",
      event_timestamp: "2026-11-30T09:29:58.412Z",
      geo_country: "France",
      geo_metro: null,
    },
  },
  { kind: "event", name: null, text: "event 2: view_item", row: null },
  fact("app", "shopp, as the event says"),
  {
    kind: "rejected",
    name: "unknown_app",
    text: "“shopp” is not among the configured apps; did you mean shop?",
    row: null,
  },
];

const key = (
  name: string,
  value: string,
  origin: ConfigurationKey["origin"],
  description: string,
  more: Partial<ConfigurationKey> = {},
): ConfigurationKey => ({
  key: name,
  value,
  origin,
  line: null,
  default: origin === "default" ? value : "",
  type: "text",
  description,
  secret: false,
  ...more,
});
export const CONFIGURATION: ConfigurationKey[] = [
  key("raw", "s3://clicks/raw", "file", "directory or address of the raw files", { line: 2 }),
  key("lake", "s3://clicks/lake", "file", "directory or address of the lake", { line: 3 }),
  key("processing.threads", "2", "flag", "worker threads", { default: "(number of processors)" }),
  key("processing.memory", "1.5GB", "default", "memory that a run may take"),
  key("processing.settle", "10s", "default", "how long a raw file must stay as it is before it is read"),
  key("processing.filter_bots", "true", "file", "whether events of bots are rejected", { default: "false", line: 7 }),
  key("store.access_key_id", "AKIA…", "environment", "key of the object store"),
  key("store.secret_access_key", "(set)", "environment", "secret of the object store", { secret: true }),
  key("warehouse.uri", "state/warehouse.duckdb", "default", "file or address of the warehouse"),
];

export const AUDIT = Array.from({ length: 64 }, (_, at) => ({
  number: 64 - at,
  at: before(11 + at * 47),
  user: at % 5 === 3 ? null : "ada",
  client: at % 5 === 3 ? null : "127.0.0.1",
  action: ["run-workflow", "retry-file", "replay", "token create", "describe"][at % 5] ?? "",
  subject:
    [
      "models",
      "year=2026/month=11/day=30/hour=06/collect-1-17590-b2b8e0.gz",
      "bot",
      "reporting",
      "shop/events/purchase",
    ][at % 5] ?? "",
  outcome: at === 6 ? "409: the file is not recorded as failing" : "done",
}));
