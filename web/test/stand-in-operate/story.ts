// The explanation of a request.
import type { StoryEntry } from "../../src/api/operation-types.ts";

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
