// The catalogues are complete: both languages have the same keys and placeholders, and texts for every chart and column.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TONES } from "../src/operate/states.ts";
import en from "../src/texts/en.json";
import operateEn from "../src/texts/operate-en.json";
import operateZh from "../src/texts/operate-zh.json";
import zh from "../src/texts/zh.json";
import { SHEETS } from "./stand-in-api.ts";

type Tree = { [key: string]: Tree | string };

function leaves(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key} › `),
  );
}

/** Groups of names that OperateTexts.named looks up. */
const NAMED = ["state_", "kind_", "workflow_", "origin_"];
/** The program says what charts mean, in English. */
const { explanations, ...translatedTexts } = zh;
const { explanations: none, ...ownTexts } = en;
const english = leaves({ ...ownTexts, operate: operateEn });
const chinese = leaves({ ...translatedTexts, operate: operateZh });

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
const charts = SHEETS.flatMap((sheet) => sheet.charts);

test("English and Chinese have the same texts", () => {
  expect(chinese.map(([path]) => path)).toEqual(english.map(([path]) => path));
});

test("no text is empty", () => {
  expect([...english, ...chinese].filter(([, text]) => text.trim() === "")).toEqual([]);
});

test("translations keep the placeholders", () => {
  const translated = new Map(chinese);
  const wrong = english.filter(
    ([path, text]) => placeholders(text).join() !== placeholders(translated.get(path) ?? "").join(),
  );
  expect(wrong).toEqual([]);
});

test("every chart has a title, and a translation of what it means", () => {
  expect(none).toEqual({});
  expect(Object.keys(explanations).sort()).toEqual(charts.map(({ id }) => id).sort());
  expect(Object.keys(en.charts).sort()).toEqual(charts.map(({ id }) => id).sort());
});

test("every state of operation has a name", () => {
  expect(Object.keys(TONES).filter((state) => !(`state_${state}` in operateEn.texts))).toEqual([]);
});

test("every sheet has a name and a question", () => {
  expect(Object.keys(en.sheets)).toEqual(SHEETS.map(({ id }) => id));
  expect(Object.keys(en.questions)).toEqual(SHEETS.map(({ id }) => id));
});

test("every column and selector has a name", () => {
  const columns = new Set(charts.flatMap((chart) => chart.columns.map(({ name }) => name)));
  expect(Object.keys(en.columns).sort()).toEqual([...columns].sort());
  const selectors = new Set(charts.flatMap((chart) => chart.selectors.map(({ name }) => name)));
  expect(Object.keys(en.selectors).sort()).toEqual([...selectors].sort());
  const values = charts.flatMap((chart) => chart.selectors.flatMap((selector) => selector.values ?? []));
  expect(values.filter((value) => !(value in en.values))).toEqual([]);
});

test("every command that a text names is one of the program", () => {
  const reference = readFileSync("../docs/reference/cli.md", "utf8");
  const commands = [...reference.matchAll(/^## millrace (\S+)$/gm)].map(([, name]) => name);
  const named = [...english, ...chinese].flatMap(([path, text]) =>
    [...text.matchAll(/millrace ([\w-]+)/g)].map(([, name]) => ({ path, name })),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter(({ name }) => !commands.includes(name))).toEqual([]);
});

test("every text of the interface is used", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?<!\.test)\.tsx?$/.test(file),
  );
  const source = files.map((file) => readFileSync(`src/${file}`, "utf8")).join("\n");
  const made = [...source.matchAll(/`(\w+_)\$\{/g)].map(([, prefix]) => prefix ?? "").concat(NAMED);
  // Items of lists: the name of the list comes first.
  const suffixes = [...source.matchAll(/`\$\{\w+\}(_\w+)`/g)].map(([, suffix]) => suffix ?? "");
  const keys = [en.ui, en.explore, operateEn.texts, operateEn.plurals].flatMap((section) => Object.keys(section));
  const unused = keys.filter(
    (key) =>
      !source.includes(`"${key}"`) &&
      !made.some((prefix) => key.startsWith(prefix)) &&
      !suffixes.some((suffix) => key.endsWith(suffix)),
  );
  expect(unused).toEqual([]);
});
