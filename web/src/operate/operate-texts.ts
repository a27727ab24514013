// The texts of operation. They are a catalogue of their own, so that the first page of the console is not larger for them.
import { use, useMemo } from "react";
import { useLanguage } from "../texts/language.tsx";
import type en from "../texts/operate-en.json";
import { fill, type Language, type Values } from "../texts/texts.ts";

type Catalogue = typeof en;
export type OperateKey = keyof Catalogue["texts"];
export type OperatePlural = keyof Catalogue["plurals"];

export interface OperateTexts {
  o: (key: OperateKey, values?: Values) => string;
  plural: (key: OperatePlural, count: number, shown: string) => string;
  /** The name of a state, kind or workflow that the program defines; others stay as they are. */
  named: (group: "state" | "kind" | "workflow" | "outcome" | "origin", value: string) => string;
}

const loaded = new Map<Language, Promise<Catalogue>>();

function load(language: Language): Promise<Catalogue> {
  const known = loaded.get(language);
  if (known) return known;
  const file = language === "zh" ? import("../texts/operate-zh.json") : import("../texts/operate-en.json");
  const catalogue = file.then((module) => module.default);
  // What could not be loaded is tried again when the page is.
  catalogue.catch(() => loaded.delete(language));
  loaded.set(language, catalogue);
  return catalogue;
}

/** Suspends while the catalogue is on its way. */
export function useOperateTexts(): OperateTexts {
  const { language, locale } = useLanguage();
  const catalogue = use(load(language));
  return useMemo(() => createOperateTexts(catalogue, locale), [catalogue, locale]);
}

export function createOperateTexts(catalogue: Catalogue, locale: string): OperateTexts {
  const rules = new Intl.PluralRules(locale);
  const texts = catalogue.texts as Record<string, string>;
  return {
    o: (key, values) => fill(catalogue.texts[key], values),
    plural: (key, count, shown) => {
      const { one, other } = catalogue.plurals[key];
      return fill(rules.select(count) === "one" ? one : other, { count: shown });
    },
    named: (group, value) => texts[`${group}_${value.replaceAll("-", "_")}`] ?? value.replaceAll("_", " "),
  };
}
