import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";
import { readView, type View, writeView } from "./view.ts";

/**
 * The view of the current address, and a function that changes parts of it; each change is a step of the history.
 * Tables begin at their first page again, unless the page is what changes.
 */
export function useView(): [View, (change: Partial<View>) => void] {
  const [search, setSearch] = useSearchParams();
  const view = useMemo(() => readView(search), [search]);
  const change = useCallback(
    (part: Partial<View>) => setSearch((old) => writeView({ ...readView(old), pages: {}, ...part })),
    [setSearch],
  );
  return [view, change];
}
