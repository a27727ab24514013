import { expect, test } from "vitest";
import { daysOf, sinceOf, spanOf } from "./day-span.ts";

test("a span ends today and has as many days as it says", () => {
  const now = Date.parse("2026-11-30T23:59:00Z");
  expect(daysOf("7d", now)).toEqual({ from: "2026-11-24", to: "2026-11-30" });
  expect(daysOf("all", now)).toEqual({});
  expect(sinceOf("7d", now)).toEqual({ from: "2026-11-24T00:00:00Z" });
  expect(sinceOf("all", now)).toEqual({});
});

test("a span that is not known is the usual one", () => {
  expect(spanOf("90d")).toBe("90d");
  expect(spanOf("9000d")).toBe("30d");
  expect(spanOf(null)).toBe("30d");
});
