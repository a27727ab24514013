// Raw files that wait, or cannot be read.
import type { RawFile } from "../../src/api/operation-types.ts";
import { noise } from "../stand-in-data.ts";
import { before } from "./time.ts";

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
