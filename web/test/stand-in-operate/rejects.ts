// What was rejected, by reason.
import type { RejectReason, RejectSample } from "../../src/api/operation-types.ts";
import { before } from "./time.ts";

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
