import { describe, expect, test } from "vitest";
import type { Column } from "../api/types.ts";
import en from "../texts/en.json";
import { createTexts } from "../texts/texts.ts";
import zh from "../texts/zh.json";
import { createFormats } from "./formats.ts";

const english = createFormats("en-GB", createTexts(en, "en-GB"));
const chinese = createFormats("zh-CN", createTexts(zh, "zh-CN"));
const column = (part: Partial<Column>): Column => ({ name: "x", role: "dimension", type: "text", ...part });

describe("measures", () => {
  test.each<[number | null, Column["unit"], string]>([
    [1234567, "count", "1,234,567"],
    [0.12345, "share", "12.3%"],
    [55.23, "seconds", "55.2 s"],
    [125, "seconds", "2 min 5 s"],
    [1.305, undefined, "1.31"],
    [null, "count", "–"],
    [1234.5, "currency", "1,234.50"],
  ])("%s in %s", (value, unit, expected) => {
    expect(english.measure(value, unit)).toBe(expected);
  });

  test("amounts carry the sign of their currency", () => {
    expect(english.measure(1234.5, "currency", "EUR")).toBe("€1,234.50");
    expect(english.measure(1234.5, "currency", "not a currency")).toBe("1,234.50");
  });

  test("labels of axes are short", () => {
    expect([english.short(12_300, "count"), english.short(0.004, "share"), english.short(100, "seconds")]).toEqual([
      "12.3k",
      "0.4%",
      "1:40",
    ]);
  });
});

describe("cells", () => {
  test("NULL, the empty text and the text null are not set", () => {
    expect([null, "", "null"].map((value) => english.cell(value, column({})))).toEqual([
      "(not set)",
      "(not set)",
      "(not set)",
    ]);
  });

  test.each<[Partial<Column>, string | number, string, string]>([
    [{ type: "day" }, "2026-11-14", "14 Nov 2026", "2026年11月14日"],
    [{ type: "week" }, "2026-11-09", "Week of 9 Nov 2026", "2026年11月9日 起的一周"],
    [{ type: "hour" }, "2026-11-14T07:00:00", "07:00", "07:00"],
    [{ name: "day_diff", type: "integer" }, 7, "Day 7", "第 7 天"],
    [{}, "0-CHURN", "Lost", "流失"],
    [{}, "google", "google", "google"],
  ])("%s", (part, value, inEnglish, inChinese) => {
    expect(english.cell(value, column(part))).toBe(inEnglish);
    expect(chinese.cell(value, column(part))).toBe(inChinese);
  });
});

test("days do not move with the reader's time zone", () => {
  expect(english.range("2026-10-31", "2026-11-14").replace(/\s/g, " ")).toBe("31 Oct – 14 Nov 2026");
});
