import { describe, expect, test } from "vitest";
import { createOperateFormats, secondsOf } from "./operate-formats.ts";

const en = createOperateFormats("en-GB");
const zh = createOperateFormats("zh-CN");
/** Formats of numbers contain spaces that do not break. */
const plain = (text: string) => text.replace(/[   ]/g, " ");

describe("operation shows", () => {
  test.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1_500, "1.5 kB"],
    [73_400, "73 kB"],
    [4_820_000_000, "4.8 GB"],
  ])("%d bytes", (bytes, shown) => expect(plain(en.bytes(bytes))).toBe(shown));

  test.each([
    [0.42, "0.42 secs"],
    [5.61, "5.6 secs"],
    [59.6, "1 min"],
    [61, "1 min 1 sec"],
    [7_500, "2 hrs 5 mins"],
    [86_400, "1 day"],
  ])("%d seconds", (seconds, shown) => expect(plain(en.duration(seconds))).toBe(shown));

  test("a distance in time in words", () => {
    const now = Date.parse("2026-11-30T10:00:00Z");
    expect(en.ago("2026-11-30T09:58:30Z", now)).toBe("1 minute ago");
    expect(en.ago("2026-11-30T12:30:00Z", now)).toBe("in 2 hours");
    expect(en.ago("2026-11-29T10:00:00Z", now)).toBe("yesterday");
    expect(zh.ago("2026-11-30T09:58:30Z", now)).toBe("1分钟前");
  });

  test("small amounts of money with their figures", () => {
    expect(en.usd(0.004_61)).toBe("$0.00461");
    expect(en.usd(12.3)).toBe("$12.3");
  });
});

test("what has not ended takes until now", () => {
  const started = "2026-11-30T10:00:00Z";
  const now = Date.parse("2026-11-30T10:01:00Z");
  expect(secondsOf({ started, finished: null }, now)).toBe(60);
  expect(secondsOf({ started, finished: "2026-11-30T10:00:10Z" }, now)).toBe(10);
});
