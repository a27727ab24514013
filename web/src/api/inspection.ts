// What operation asks for: loads, models, schema, metadata, cost, explanations, configuration and the audit log.
import { type Page, useAnswer, useOperateChange } from "./operation.ts";
import type {
  AuditEntry,
  ConfigurationKey,
  CostDay,
  LoadItem,
  MetadataDetail,
  MetadataEntry,
  MetadataKind,
  ModelledApp,
  SchemaApp,
  StoryEntry,
} from "./operation-types.ts";
import { read, send } from "./request.ts";

interface Loads {
  total: number;
  counts: Record<string, number>;
  items: LoadItem[];
}

export const useLoads = (
  query: Page & { state?: string | undefined; table?: string | undefined; app?: string | undefined },
) => useAnswer("loads", [query], (signal) => read<Loads>("/api/v1/loads", { query }, signal));

export const useModels = () =>
  useAnswer("models", [], async (signal) => (await read<{ apps: ModelledApp[] }>("/api/v1/models", {}, signal)).apps);

export const useSchema = () =>
  useAnswer("schema", [], async (signal) => (await read<{ apps: SchemaApp[] }>("/api/v1/schema", {}, signal)).apps);

export interface MetadataPlace {
  app: string;
  kind: MetadataKind;
}

interface MetadataList {
  total: number;
  scanned_at: string | null;
  entries: MetadataEntry[];
}

export const useMetadata = ({ app, kind }: MetadataPlace, query: Page & { search?: string | undefined }) =>
  useAnswer("metadata", [app, kind, query], (signal) =>
    read<MetadataList>("/api/v1/apps/{app}/metadata", { path: { app }, query: { ...query, kind } }, signal),
  );

const ENTRY = "/api/v1/apps/{app}/metadata/{kind}/{name}";

export const useMetadataEntry = ({ app, kind }: MetadataPlace, name: string) =>
  useAnswer("metadata", ["one", app, kind, name], (signal) =>
    read<MetadataDetail>(ENTRY, { path: { app, kind, name } }, signal),
  );

export const useDescribe = ({ app, kind }: MetadataPlace, name: string) =>
  useOperateChange(["metadata"], (texts: { description: string; display_name?: string }) =>
    send<object>("PUT", ENTRY, { path: { app, kind, name } }, texts),
  );

export const useCosts = (query: { from?: string | undefined; to?: string | undefined }) =>
  useAnswer("costs", [query], (signal) => read<{ days: CostDay[]; basis: string }>("/api/v1/costs", { query }, signal));

export type ExplanationQuestion = ({ text: string } | { file: string; line: number }) & {
  client?: string;
  app?: string;
};

/** Asked for by POST, because a request is no part of an address; null: nothing is asked. */
export const useExplanation = (question: ExplanationQuestion | null) =>
  useAnswer(
    "explanation",
    [question],
    async () => (await send<{ story: StoryEntry[] }>("POST", "/api/v1/explanations", {}, question ?? {})).story,
    question !== null,
  );

export const useConfiguration = () =>
  useAnswer("configuration", [], (signal) =>
    read<{ file: string | null; keys: ConfigurationKey[] }>("/api/v1/configuration", {}, signal),
  );

export const useAudit = (query: { limit: number; before?: number | undefined }) =>
  useAnswer("audit", [query], (signal) =>
    read<{ entries: AuditEntry[]; next_before: number | null }>("/api/v1/audit", { query }, signal),
  );
