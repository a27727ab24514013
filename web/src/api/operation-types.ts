// The API's objects of operation.

export type RunState = "queued" | "waiting" | "running" | "done" | "parked" | "abandoned";
export type JobState = "running" | "publishing" | "committed" | "failed" | "abandoned";
export type FileState = "new" | "settling" | "left_out" | "failing" | "quarantined";
export type LoadState = "new" | "claimed" | "loaded" | "failed" | "unknown_app";

export interface Run {
  id: string;
  workflow: string;
  state: RunState;
  started: string;
  finished: string | null;
  step: string | null;
  error: string | null;
  attempts: number;
}

export interface Attempt {
  step: string;
  branch: string;
  started: string;
  finished: string | null;
  outcome: "running" | "done" | "failed" | "stopped";
  error: string | null;
}

export interface RunDetail extends Run {
  attempts_list: Attempt[];
}

export interface Job {
  id: string;
  kind: string;
  state: JobState;
  started: string;
  finished: string | null;
  host: string;
  error: string | null;
  counts: Record<string, number> | null;
  law_holds: boolean | null;
}

export interface JobDetail extends Job {
  /** What the job's command prints with --json. */
  report: Record<string, unknown> | null;
}

export interface Workflow {
  name: string;
  schedule: string | null;
  enabled: boolean;
  next_run: string | null;
  run: Run | null;
}

export interface Operation {
  holder: string | null;
  workflows: Workflow[];
  raw: {
    folder_exists: boolean;
    new_files: number;
    new_bytes: number;
    settling: number;
    left_out: number;
    quarantined: number;
    oldest_new: string | null;
  };
  tables: { name: string; files: number; bytes: number }[];
  last_job: Job | null;
  warehouse: {
    waiting_files: number;
    waiting_bytes: number;
    loaded: number;
    failed: number;
    given_up: number;
    unknown_app: number;
    last_load: string | null;
    last_models: string | null;
    models_current: boolean;
  } | null;
}

export interface Schedule {
  workflow: string;
  schedule: string;
  timezone: string;
  next: string[];
}

export interface RawFile {
  path: string;
  bytes: number;
  modified: string;
  state: FileState;
  reason: string | null;
  attempts: number;
}

export interface RejectReason {
  stage: string;
  reason: string;
  meaning: string;
  count: number;
  replayable: boolean;
  first: string | null;
  last: string | null;
}

export interface RejectSample {
  at: string;
  file: string;
  line: number;
  index: number;
  reason: string;
  detail: string | null;
  original: string;
  original_bytes: number;
}

export interface LoadItem {
  file: string;
  table: string;
  app: string;
  state: LoadState;
  rows: number | null;
  bytes: number;
  attempts: number;
  error: string | null;
  load_id: string | null;
  announced: string | null;
  loaded: string | null;
}

export interface ModelledApp {
  app: string;
  models: { name: string; state: string; last_run: string | null; seconds: number | null; error: string | null }[];
  days: { day: string; state: "current" | "stale" | "touched"; refreshed_at: string | null }[];
}

export interface SchemaApp {
  app: string;
  objects: {
    name: string;
    kind: string;
    version: string | null;
    state: "current" | "missing" | "changed" | "extra";
    action: string | null;
  }[];
}

export type MetadataKind = "events" | "parameters" | "attributes";

export interface MetadataEntry {
  name: string;
  display_name: string | null;
  description: string | null;
  types: string[];
  platforms: string[];
  count: number;
  first_seen: string | null;
  last_seen: string | null;
  drift: boolean;
}

export interface MetadataDetail extends Omit<MetadataEntry, "types"> {
  values: { value: string; count: number }[];
  types: { type: string; count: number }[];
  related: string[];
}

export interface CostDay {
  day: string;
  runs: number;
  files: number;
  bytes: number;
  rows: number;
  events: number;
  processor_seconds: number;
  wall_seconds: number;
  peak_memory_bytes: number;
  lake_bytes: number;
  usd: number | null;
}

export interface StoryEntry {
  kind: "request" | "row" | "event" | "fact" | "rejected" | "stored";
  name: string | null;
  text: string | null;
  row: Record<string, unknown> | null;
}

export interface ConfigurationKey {
  key: string;
  value: string | null;
  origin: "default" | "file" | "environment" | "flag";
  default: string | null;
  description: string;
  unit: string | null;
  secret: boolean;
}

export interface AuditEntry {
  number: number;
  at: string;
  user: string | null;
  client: string | null;
  action: string;
  subject: string;
  outcome: string;
}

export interface Progress {
  workflow: string;
  step: string;
  done: number;
  total: number | null;
  unit: string;
  rows_per_s: number | null;
  eta_s: number | null;
}
