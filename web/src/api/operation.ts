// What operation asks for: workflows, runs, jobs, files and rejects. A change is followed by new questions about what it concerns.
import { keepPreviousData, type QueryKey, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  FileState,
  Job,
  JobDetail,
  Operation,
  RawFile,
  RejectReason,
  RejectSample,
  Run,
  RunDetail,
  Schedule,
} from "./operation-types.ts";
import { read, send } from "./request.ts";

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
  useAnswer("operation", [], (signal) => read<Operation>("/api/v1/operation", {}, signal), isEnabled);

export const useSchedules = () =>
  useAnswer("operation", ["schedules"], (signal) =>
    read<{ schedules: Schedule[] }>("/api/v1/schedules", {}, signal).then(({ schedules }) => schedules),
  );

export const useRuns = (query: Page & { workflow?: string | undefined }) =>
  useAnswer("runs", [query], (signal) => read<{ runs: Run[]; total: number }>("/api/v1/runs", { query }, signal));

export const useRun = (run: string) =>
  useAnswer("runs", ["one", run], (signal) => read<RunDetail>("/api/v1/runs/{run}", { path: { run } }, signal));

export const useJobs = (query: Page & { kind?: string | undefined; state?: string | undefined }) =>
  useAnswer("jobs", [query], (signal) => read<{ jobs: Job[]; total: number }>("/api/v1/jobs", { query }, signal));

export const useJob = (job: string) =>
  useAnswer("jobs", ["one", job], (signal) => read<JobDetail>("/api/v1/jobs/{job}", { path: { job } }, signal));

export const useFiles = (query: Page & { state: FileState }) =>
  useAnswer("files", [query], (signal) =>
    read<{ files: RawFile[]; total: number }>("/api/v1/files", { query }, signal),
  );

export interface RejectFilter {
  from?: string | undefined;
  to?: string | undefined;
  app?: string | undefined;
}

export const useRejects = (filter: RejectFilter) =>
  useAnswer("rejects", [filter], (signal) =>
    read<{ reasons: RejectReason[]; total: number }>("/api/v1/rejects", { query: { ...filter } }, signal),
  );

export const useSamples = (query: Page & RejectFilter & { reason: string }) =>
  useAnswer("rejects", ["samples", query], (signal) =>
    read<{ samples: RejectSample[]; total?: number }>("/api/v1/rejects/samples", { query }, signal),
  );

export const useRunNow = (workflow: string) =>
  useOperateChange(["operation", "runs"], () =>
    send<{ workflow: string; state: string }>("POST", "/api/v1/workflows/{workflow}/runs", { path: { workflow } }),
  );

export const useRetryRun = (run: string) =>
  useOperateChange(["operation", "runs"], () => send<object>("POST", "/api/v1/runs/{run}/retry", { path: { run } }));

export const useRetryFiles = () =>
  useOperateChange(["operation", "files"], (files: string[]) =>
    send<{ freed: string[] }>("POST", "/api/v1/files/retry", {}, { files }),
  );

export const useReplay = () =>
  useOperateChange(["operation", "rejects", "jobs"], (asked: RejectFilter & { reason: string }) =>
    send<object>("POST", "/api/v1/replays", {}, asked),
  );
