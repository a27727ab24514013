// The texts of one language. Both catalogues have the same keys (texts.test.ts), and keys are types, so a text that does
// not exist is an error of the compiler.
import type { Chart } from "../api/types.ts";
import type en from "./en.json";

export type Catalogue = typeof en;
export type TextKey = keyof Catalogue["ui"];
export type ExploreKey = keyof Catalogue["explore"];
export type PluralKey = keyof Catalogue["plurals"];

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];
/** Languages by their own names. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", zh: "中文" };

/** What a chart answers, and how it is computed; names stand between backticks. */
export type Explanation = Pick<Chart, "question" | "definition">;

export type Values = Record<string, string | number>;

export interface Texts {
  t: (key: TextKey, values?: Values) => string;
  /** The texts of Explore. */
  explore: (key: ExploreKey, values?: Values) => string;
  plural: (key: PluralKey, count: number, shown: string) => string;
  sheet: (id: string) => string;
  question: (sheet: string) => string;
  /** The title of a chart. */
  chart: (id: string) => string;
  /** The catalogue of the program is English; other languages translate it by the ids of charts. */
  explanation: (chart: Chart) => Explanation;
  column: (name: string) => string;
  selector: (name: string) => string;
  /** The name of a value that the models define, such as a class of the lifecycle; other values stay as they are. */
  value: (value: string) => string;
}

export function createTexts(catalogue: Catalogue, locale: string): Texts {
  const rules = new Intl.PluralRules(locale);
  const look = (section: Record<string, string>, key: string): string => section[key] ?? readable(key);
  return {
    t: (key, values) => fill(catalogue.ui[key], values),
    explore: (key, values) => fill(catalogue.explore[key], values),
    plural: (key, count, shown) => {
      const forms = catalogue.plurals[key];
      return fill(rules.select(count) === "one" ? forms.one : forms.other, { count: shown });
    },
    sheet: (id) => look(catalogue.sheets, id),
    question: (sheet) => (catalogue.questions as Record<string, string>)[sheet] ?? "",
    chart: (id) => (catalogue.charts as Record<string, string>)[id] ?? readable(id.slice(id.indexOf(".") + 1)),
    explanation: (chart) => (catalogue.explanations as Record<string, Explanation>)[chart.id] ?? chart,
    column: (name) => look(catalogue.columns, name),
    selector: (name) => look(catalogue.selectors, name),
    value: (value) => (catalogue.values as Record<string, string>)[value] ?? value,
  };
}

/** Catalogues are loaded when they are needed, so that a page carries one language. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  const loaded = language === "zh" ? await import("./zh.json") : await import("./en.json");
  return loaded.default;
}

export function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A name that no catalogue has, such as the column of a newer server: `page_title` becomes “Page title”. */
function readable(name: string): string {
  const words = name.replace(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
