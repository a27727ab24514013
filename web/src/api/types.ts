// The API's objects by name; they are generated from openapi.json, which the program writes.
import type { components } from "./schema.ts";

export type Schemas = components["schemas"];
export type Session = Schemas["Session"];
export type SignInWays = Schemas["SignIn"];
export type AnalysisResult = Schemas["AnalysisResult"];
export type AnalysisColumn = AnalysisResult["columns"][number];
export type App = Schemas["App"];
export type Chart = Schemas["Chart"];
export type ChartKind = Chart["kind"];
/** `isOld`: the server is reading newer data (field Cache-Status of its answer). */
export type ChartResult = Schemas["ChartResult"] & { isOld?: boolean };
export type Column = Schemas["Column"];
export type Document = Schemas["Document"];
/** A problem document; what is no answer of the server may lack parts. */
export type Problem = Pick<Schemas["Problem"], "title" | "status"> & Partial<Schemas["Problem"]>;
export type QueryReport = Schemas["Query"];
export type SegmentRun = Schemas["SegmentRun"];
export type Selector = Schemas["Selector"];
export type Sheet = Schemas["Sheets"]["sheets"][number];
export type Suggestions = Schemas["Suggestions"];
export type Unit = NonNullable<Column["unit"]>;
export type Value = Schemas["Value"];
export type Row = Value[];

/** How the API writes NULL in a filter, and how the console shows it. */
export const NOT_SET = "(not set)";
