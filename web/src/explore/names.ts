// Names of events and groups in results.
import { useCallback } from "react";
import type { Value } from "../api/types.ts";
import { useLanguage } from "../texts/language.tsx";
import type { EventMatch } from "./question.ts";

/** The event; a filter is told by an ellipsis, since the builder shows it in full. */
export function useMatchName(): (match: EventMatch | undefined) => string {
  const { texts } = useLanguage();
  return useCallback(
    (match) => {
      const name = match?.event ?? texts.explore("any_event");
      return match?.filter ? texts.explore("filtered", { name }) : name;
    },
    [texts],
  );
}

export function useGroupName(): (group: Value) => string {
  const { texts } = useLanguage();
  return useCallback((group) => (group === null || group === "" ? texts.t("not_set") : String(group)), [texts]);
}
