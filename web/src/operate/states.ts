// What the states of runs, jobs, files, loads, models and objects of the schema mean for a reader.

export type Tone = "good" | "busy" | "waiting" | "bad" | "quiet";

/** Of every state that the API has. */
export const TONES: Record<string, Tone> = {
  abandoned: "quiet",
  changed: "bad",
  claimed: "busy",
  committed: "good",
  current: "good",
  done: "good",
  extra: "quiet",
  failed: "bad",
  failing: "bad",
  given_up: "bad",
  left_out: "quiet",
  loaded: "good",
  missing: "bad",
  new: "waiting",
  parked: "bad",
  pending: "waiting",
  publishing: "busy",
  quarantined: "bad",
  queued: "waiting",
  running: "busy",
  settling: "waiting",
  stale: "waiting",
  touched: "waiting",
  unknown_app: "waiting",
  waiting: "waiting",
};

/** A state of a newer server is shown quietly. */
export const toneOf = (state: string): Tone => TONES[state] ?? "quiet";

/** Whether a run does not go on by itself. */
export const isOver = (state: string): boolean => state === "done" || state === "parked" || state === "abandoned";
