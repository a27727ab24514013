// Which language the console speaks: the one that was chosen, else the browser's, else English.
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { createFormats, type Formats } from "../format/formats.ts";
import { readSetting, writeSetting } from "../state/settings.ts";
import { type Catalogue, createTexts, LANGUAGES, type Language, loadCatalogue, type Texts } from "./texts.ts";

export interface LanguageContext {
  language: Language;
  locale: string;
  texts: Texts;
  formats: Formats;
  setLanguage: (language: Language) => void;
}

const Context = createContext<LanguageContext | null>(null);

export function useLanguage(): LanguageContext {
  const value = use(Context);
  if (value === null) throw new Error("useLanguage outside of LanguageProvider");
  return value;
}

export const useTexts = (): Texts => useLanguage().texts;
export const useFormats = (): Formats => useLanguage().formats;

export function preferredLanguage(): Language {
  const wanted = [readSetting("language"), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return (
    LANGUAGES.find((language) => language === wanted.find((tag) => LANGUAGES.some((known) => known === tag))) ?? "en"
  );
}

/** The browser's regional form of a language (en-GB), because dates and week starts depend on it. */
export function localeOf(language: Language, tags: readonly string[] = navigator.languages): string {
  return tags.find((tag) => tag.slice(0, 2) === language) ?? { en: "en-US", zh: "zh-CN" }[language];
}

export function languageContext(
  catalogue: Catalogue,
  language: Language,
  setLanguage: LanguageContext["setLanguage"],
): LanguageContext {
  const locale = localeOf(language);
  const texts = createTexts(catalogue, locale);
  return { language, locale, texts, formats: createFormats(locale, texts), setLanguage };
}

interface Loaded {
  language: Language;
  catalogue: Catalogue;
}

export function LanguageProvider({ children, initial }: { children: ReactNode; initial?: Loaded }) {
  const [wanted, setWanted] = useState<Language>(() => initial?.language ?? preferredLanguage());
  const [loaded, setLoaded] = useState<Loaded | null>(initial ?? null);

  useEffect(() => {
    let current = true;
    if (loaded?.language !== wanted) {
      void loadCatalogue(wanted).then((catalogue) => current && setLoaded({ language: wanted, catalogue }));
    }
    return () => {
      current = false;
    };
  }, [wanted, loaded]);

  const value = useMemo(
    () =>
      loaded &&
      languageContext(loaded.catalogue, loaded.language, (language) => {
        writeSetting("language", language);
        setWanted(language);
      }),
    [loaded],
  );

  useEffect(() => {
    if (value) document.documentElement.lang = value.locale;
  }, [value]);

  if (value === null) return null;
  return (
    <Context value={value}>
      <I18nProvider locale={value.locale}>{children}</I18nProvider>
    </Context>
  );
}
