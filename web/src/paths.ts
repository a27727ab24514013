// Addresses of the pages.
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
