// The API's objects of operation by name; they are generated from openapi.json, which the program writes.
import type { components, operations } from "./schema.ts";

type Schemas = components["schemas"];
export type Operation = Schemas["Operation"];
export type Workflow = Operation["workflows"][number];
export type Run = Schemas["Run"];
export type RunDetail = Schemas["RunWithAttempts"];
export type Attempt = RunDetail["attempts_list"][number];
export type Job = Schemas["Job"];
/** Of an object without a list of its keys the generator makes one that has none. */
export type Report = Record<string, unknown>;
export type JobDetail = Omit<Schemas["JobWithReport"], "report"> & { report: Report | null };
export type Progress = Schemas["Progress"];
export type RawFile = Schemas["RawFiles"]["files"][number];
export type FileState = RawFile["state"];
export type RejectReason = Schemas["Rejects"]["reasons"][number];
export type RejectSample = Schemas["RejectSamples"]["samples"][number];
export type LoadItem = Schemas["LoadItem"];
export type LoadState = LoadItem["state"];
export type LakeTable = NonNullable<NonNullable<operations["getLoads"]["parameters"]["query"]>["table"]>;
export type ModelledApp = Schemas["AppModels"];
export type ModelRun = Schemas["ModelRun"];
export type SchemaApp = Schemas["Schemas"]["apps"][number];
export type MetadataEntry = Schemas["MetadataEntry"];
export type MetadataDetail = Schemas["MetadataNames"]["names"][number];
export type MetadataKind = Schemas["MetadataNames"]["kind"];
export type Costs = Schemas["Costs"];
export type CostDay = Schemas["DailyCost"];
export type StoryEntry = Schemas["Explanation"]["story"][number];
export type ConfigurationKey = Schemas["ConfigurationKey"];
export type AuditEntry = Schemas["Audit"]["entries"][number];
