import { type UseQueryResult, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type AnsweredQuery, type Description, useAnalysis } from "../api/analyses.ts";
import type { App, QueryReport } from "../api/types.ts";

export interface Run {
  query: UseQueryResult<AnsweredQuery>;
  /** The last poll's state while a query runs. */
  state: QueryReport["state"] | null;
  /** Somebody has cancelled this question, and it has no result. */
  isCancelled: boolean;
  cancel: () => void;
}

/** Runs a description; null: nothing is asked, and the result before stays. */
export function useRun(app: App, description: Description | null): Run {
  const client = useQueryClient();
  const [state, setState] = useState<QueryReport["state"] | null>(null);
  const query = useAnalysis(app.id, description, app.data_version, (report) => setState(report.state));
  const isIdle = query.fetchStatus === "idle" && (query.isPending || query.isPlaceholderData);
  return {
    query,
    state: query.isFetching ? state : null,
    isCancelled: description !== null && isIdle,
    cancel: () => void client.cancelQueries({ queryKey: ["analysis", app.id, description, app.data_version] }),
  };
}
