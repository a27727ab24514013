// Analyses: a question is posted, and its query polled until it ends. A query that nobody waits for any more is cancelled.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client, queued } from "./client.ts";
import { ApiProblem } from "./problem.ts";
import type { AnalysisResult, QueryReport, Suggestions } from "./types.ts";

/** What docs/reference/analyses.md describes; the program checks it. */
export type Description = { kind: string; range: { from: string; to: string } } & Record<string, unknown>;

export interface AnsweredQuery {
  id: string;
  result: AnalysisResult;
}

/** How long the server holds a poll when nothing changes. */
const WAIT = "2s";

/** Runs an analysis; `onReport` hears of each poll. An aborted signal cancels the query in the server, too. */
export async function runAnalysis(
  app: string,
  description: Description,
  onReport: (report: QueryReport) => void,
  signal: AbortSignal,
): Promise<AnsweredQuery> {
  const { id } = await queued(signal, () =>
    client.POST("/api/v1/apps/{app}/analyses", { params: { path: { app } }, body: description as never, signal }),
  );
  try {
    for (;;) {
      const poll = () =>
        client.GET("/api/v1/queries/{id}", { params: { path: { id }, query: { wait: WAIT } }, signal });
      const report = (await queued<unknown>(signal, poll)) as QueryReport;
      onReport(report);
      if (report.state === "done" && report.result) return { id, result: report.result };
      if (report.state === "failed" || report.state === "cancelled") throw endOf(report);
    }
  } catch (error) {
    if (signal.aborted) void cancelQuery(id);
    throw error;
  }
}

function endOf({ state, problem }: QueryReport): ApiProblem {
  return new ApiProblem({ type: state, title: state, status: 500, ...(problem !== null && { detail: problem }) });
}

async function cancelQuery(id: string): Promise<void> {
  // Whoever cancels does not wait for the answer; a query that could not be cancelled ends by its limit of time.
  await client.DELETE("/api/v1/queries/{id}", { params: { path: { id } } }).catch(() => undefined);
}

/** The rows of a finished query as a file. */
export async function getQueryCsv(id: string, signal: AbortSignal): Promise<Blob> {
  return queued<Blob>(signal, () =>
    client.GET("/api/v1/queries/{id}", {
      params: { path: { id } },
      headers: { Accept: "text/csv" },
      parseAs: "blob",
      signal,
    }),
  );
}

/** `dataVersion` makes a new refresh of the warehouse a new question. A result stays while the next one is computed. */
export const useAnalysis = (
  app: string,
  description: Description | null,
  dataVersion: string,
  onReport: (report: QueryReport) => void,
) =>
  useQuery({
    queryKey: ["analysis", app, description, dataVersion],
    queryFn: ({ signal }) => runAnalysis(app, description as Description, onReport, signal),
    placeholderData: keepPreviousData,
    enabled: description !== null,
    retry: false,
  });

export const useSuggestions = (app: string) =>
  useQuery({
    queryKey: ["suggestions", app],
    queryFn: ({ signal }): Promise<Suggestions> =>
      queued(signal, () => client.GET("/api/v1/apps/{app}/suggestions", { params: { path: { app } }, signal })),
  });
