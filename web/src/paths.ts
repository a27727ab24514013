// Addresses of the pages.
export const SHEET_PATTERN = "/apps/:app/:sheet";
export const FIRST_SHEET = "overview";
export const EXPLORE_PATTERN = "/apps/:app/explore/:page";
export const EXPLORE_PAGES = ["event", "funnel", "path", "retention", "attribution"] as const;
export const FIRST_ANALYSIS = "event";

export function sheetPath(app: string, sheet: string): string {
  return `/apps/${encodeURIComponent(app)}/${encodeURIComponent(sheet)}`;
}

export function explorePath(app: string, page: string): string {
  return `/apps/${encodeURIComponent(app)}/explore/${encodeURIComponent(page)}`;
}
