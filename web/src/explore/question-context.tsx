// What all fields of a question share: what the app has events and properties of, and what is wrong where.
import { createContext, use } from "react";
import type { Suggestions } from "../api/types.ts";

export interface QuestionPlace {
  suggestions: Suggestions;
  /** What is missing or wrong, by the JSON pointer of the field. */
  problems: ReadonlyMap<string, string>;
}

const Context = createContext<QuestionPlace | null>(null);
export const QuestionProvider = Context.Provider;
export const NO_SUGGESTIONS: Suggestions = { scanned_at: null, events: [], properties: [] };

export function useQuestionPlace(): QuestionPlace {
  const place = use(Context);
  if (place === null) throw new Error("useQuestionPlace outside of QuestionProvider");
  return place;
}
