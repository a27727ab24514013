// What operation asks for: loads, models, schema, metadata, cost, explanations, configuration and the audit log.
import { client, queued, uninterrupted } from "./client.ts";
import { type Page, useAnswer, useOperateChange } from "./operation.ts";
import type { LakeTable, LoadState, MetadataKind } from "./operation-types.ts";

export interface LoadFilter {
  state?: LoadState | undefined;
  table?: LakeTable | undefined;
  app?: string | undefined;
}

export const useLoads = (query: Page & LoadFilter) =>
  useAnswer("loads", [query], (signal) =>
    queued(signal, () => client.GET("/api/v1/loads", { params: { query }, signal })),
  );

export const useModels = () =>
  useAnswer(
    "models",
    [],
    async (signal) => (await queued(signal, () => client.GET("/api/v1/models", { signal }))).apps,
  );

export const useSchema = () =>
  useAnswer(
    "schema",
    [],
    async (signal) => (await queued(signal, () => client.GET("/api/v1/schema", { signal }))).apps,
  );

export interface MetadataPlace {
  app: string;
  kind: MetadataKind;
}

export const useMetadata = (path: MetadataPlace, query: Page & { search?: string | undefined }) =>
  useAnswer("metadata", [path, query], (signal) =>
    queued(signal, () => client.GET("/api/v1/apps/{app}/metadata/{kind}", { params: { path, query }, signal })),
  );

const ENTRY = "/api/v1/apps/{app}/metadata/{kind}/{name}";

/** A name may stand for several things: one of each category. */
export const useMetadataNames = (place: MetadataPlace, name: string) =>
  useAnswer("metadata", ["one", place, name], async (signal) => {
    const params = { path: { ...place, name } };
    return (await queued(signal, () => client.GET(ENTRY, { params, signal }))).names;
  });

export const useDescribe = (place: MetadataPlace, name: string) =>
  useOperateChange(["metadata"], (description: string) =>
    queued(uninterrupted(), () => client.PUT(ENTRY, { params: { path: { ...place, name } }, body: { description } })),
  );

export const useCosts = (query: { from?: string | undefined; to?: string | undefined }) =>
  useAnswer("costs", [query], (signal) =>
    queued(signal, () => client.GET("/api/v1/costs", { params: { query }, signal })),
  );

export type ExplanationQuestion = { text: string } | { file: string; line: number };

/** Asked for by POST, because a request is no part of an address; null: nothing is asked. */
export const useExplanation = (question: ExplanationQuestion | null) =>
  useAnswer(
    "explanation",
    [question],
    async (signal) => {
      const send = () => client.POST("/api/v1/explanations", { body: question ?? {}, signal });
      return (await queued(signal, send)).story;
    },
    question !== null,
  );

export const useConfiguration = () =>
  useAnswer("configuration", [], (signal) => queued(signal, () => client.GET("/api/v1/configuration", { signal })));

export const useAudit = (query: { limit: number; before?: number | undefined }) =>
  useAnswer("audit", [query], (signal) =>
    queued(signal, () => client.GET("/api/v1/audit", { params: { query }, signal })),
  );
