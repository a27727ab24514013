// The audit log, the newest first.
import { before } from "./time.ts";

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
