// What operation asks for: workflows, runs, jobs, files and rejects. A change is followed by new questions about what it concerns.
import { keepPreviousData, type QueryKey, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, queued, uninterrupted } from "./client.ts";
import type { FileState, Job, JobDetail } from "./operation-types.ts";

/** What a page shows is asked for again when somebody comes back to it; in between, events tell what has changed. */
const FRESH_MS = 5_000;

export type OperateTopic =
  | "audit"
  | "configuration"
  | "costs"
  | "explanation"
  | "files"
  | "jobs"
  | "loads"
  | "metadata"
  | "models"
  | "operation"
  | "rejects"
  | "runs"
  | "schema";

export const topicKey = (topic: OperateTopic, ...rest: unknown[]): QueryKey => ["operate", topic, ...rest];

/** An answer by its topic and parameters. A page of a list stays while the next one comes. */
export function useAnswer<T>(
  topic: OperateTopic,
  key: unknown[],
  ask: (signal: AbortSignal) => Promise<T>,
  isEnabled = true,
) {
  return useQuery({
    queryKey: topicKey(topic, ...key),
    queryFn: ({ signal }) => ask(signal),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    enabled: isEnabled,
  });
}

/** A change, after which everything of these topics is asked for again. */
export function useOperateChange<Input, Output>(topics: OperateTopic[], change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => Promise.all(topics.map((topic) => queries.invalidateQueries({ queryKey: topicKey(topic) }))),
  });
}

export interface Page {
  offset: number;
  limit: number;
}

export const useOperation = (isEnabled = true) =>
  useAnswer("operation", [], (signal) => queued(signal, () => client.GET("/api/v1/operation", { signal })), isEnabled);

export const useRuns = (query: Page & { workflow?: string | undefined }) =>
  useAnswer("runs", [query], (signal) =>
    queued(signal, () => client.GET("/api/v1/runs", { params: { query }, signal })),
  );

export const useRun = (run: string) =>
  useAnswer("runs", ["one", run], (signal) =>
    queued(signal, () => client.GET("/api/v1/runs/{run}", { params: { path: { run } }, signal })),
  );

export const useJobs = (query: Page & { kind?: Job["kind"] | undefined; state?: Job["state"] | undefined }) =>
  useAnswer("jobs", [query], (signal) =>
    queued(signal, () => client.GET("/api/v1/jobs", { params: { query }, signal })),
  );

export const useJob = (job: string) =>
  useAnswer(
    "jobs",
    ["one", job],
    (signal): Promise<JobDetail> =>
      queued(signal, () => client.GET("/api/v1/jobs/{job}", { params: { path: { job } }, signal })),
  );

export const useFiles = (query: Page & { state: FileState }) =>
  useAnswer("files", [query], (signal) =>
    queued(signal, () => client.GET("/api/v1/files", { params: { query }, signal })),
  );

/** Rejects that were ingested after an instant. */
export interface RejectFilter {
  from?: string | undefined;
  app?: string | undefined;
}

export const useRejects = (query: RejectFilter) =>
  useAnswer("rejects", [query], (signal) =>
    queued(signal, () => client.GET("/api/v1/rejects", { params: { query }, signal })),
  );

export const useSamples = (query: Page & RejectFilter & { reason: string }) =>
  useAnswer("rejects", ["samples", query], (signal) =>
    queued(signal, () => client.GET("/api/v1/rejects/samples", { params: { query }, signal })),
  );

export const useRunNow = (workflow: string) =>
  useOperateChange(["operation", "runs"], () =>
    queued(uninterrupted(), () => client.POST("/api/v1/workflows/{workflow}/runs", { params: { path: { workflow } } })),
  );

export const useRetryRun = (run: string) =>
  useOperateChange(["operation", "runs"], () =>
    queued(uninterrupted(), () => client.POST("/api/v1/runs/{run}/retry", { params: { path: { run } } })),
  );

export const useRetryFiles = () =>
  useOperateChange(["operation", "files"], (files: string[]) =>
    queued(uninterrupted(), () => client.POST("/api/v1/files/retry", { body: { files } })),
  );

export const useReplay = () =>
  useOperateChange(["operation", "rejects", "runs", "jobs"], (body: { reason: string; from?: string }) =>
    queued(uninterrupted(), () => client.POST("/api/v1/replays", { body })),
  );
