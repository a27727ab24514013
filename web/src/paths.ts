// Addresses of the pages.
import type { Session } from "./api/types.ts";
export const SHEET_PATTERN = "/apps/:app/:sheet";
export const FIRST_SHEET = "overview";
export const EXPLORE_PATTERN = "/apps/:app/explore/:page/:id?";
export const EXPLORE_PAGES = [
  "event",
  "funnel",
  "path",
  "retention",
  "attribution",
  "segments",
  "saved",
  "boards",
] as const;
export const FIRST_ANALYSIS = "event";

/** Operation is about the project, not about an app. Details of a page have an id. */
export const OPERATE_PATTERN = "/operate/:page/:id?";

/** `ofApps`: also for who may see some apps only. */
export const OPERATE_PAGES = [
  { page: "overview", scope: "read", ofApps: false },
  { page: "runs", scope: "read", ofApps: false },
  { page: "files", scope: "read", ofApps: false },
  { page: "rejects", scope: "read", ofApps: false },
  { page: "loads", scope: "read", ofApps: false },
  { page: "models", scope: "read", ofApps: true },
  { page: "schema", scope: "read", ofApps: false },
  { page: "metadata", scope: "read", ofApps: true },
  { page: "cost", scope: "read", ofApps: false },
  { page: "explain", scope: "operate", ofApps: false },
  { page: "configuration", scope: "operate", ofApps: false },
  { page: "audit", scope: "admin", ofApps: false },
] as const;
export type OperatePageName = (typeof OPERATE_PAGES)[number]["page"];

/** The pages that a session may see. */
export function operatePages(session: Pick<Session, "scopes" | "apps"> | undefined): OperatePageName[] {
  return OPERATE_PAGES.filter(
    ({ scope, ofApps }) => (session?.scopes.includes(scope) ?? scope === "read") && (ofApps || session?.apps == null),
  ).map(({ page }) => page);
}

export function operatePath(page: string, id?: string): string {
  return id === undefined ? `/operate/${page}` : `/operate/${page}/${encodeURIComponent(id)}`;
}

export function sheetPath(app: string, sheet: string): string {
  return `/apps/${encodeURIComponent(app)}/${encodeURIComponent(sheet)}`;
}

export function explorePath(app: string, page: string, id?: string): string {
  const path = `/apps/${encodeURIComponent(app)}/explore/${encodeURIComponent(page)}`;
  return id === undefined ? path : `${path}/${encodeURIComponent(id)}`;
}

/** A part of an address that the router has matched. The router decodes most of it, but no `%2F`; what cannot be decoded stays. */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
