// The entries of an explanation in parts: each request, row and event begins one.
import type { StoryEntry } from "../api/operation-types.ts";

export interface StoryPart {
  kind: "request" | "row" | "event";
  title: string | null;
  entries: StoryEntry[];
  outcome: "rejected" | "stored" | null;
}

const isHead = ({ kind }: StoryEntry): boolean => kind === "request" || kind === "row" || kind === "event";

export function partsOf(entries: readonly StoryEntry[]): StoryPart[] {
  const parts: StoryPart[] = [];
  for (const entry of entries) {
    if (isHead(entry)) {
      parts.push({ kind: entry.kind as StoryPart["kind"], title: entry.text, entries: [], outcome: null });
      continue;
    }
    if (parts.length === 0) parts.push({ kind: "request", title: null, entries: [], outcome: null });
    const part = parts[parts.length - 1] as StoryPart;
    part.entries.push(entry);
    if (entry.kind === "rejected" || entry.kind === "stored") part.outcome = entry.kind;
  }
  return parts;
}

/** The columns of a stored row that have a value. */
export function columnsOf(row: Record<string, unknown>): [string, string][] {
  return Object.entries(row)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
}
