// Addresses of the pages.
export const SHEET_PATTERN = "/apps/:app/:sheet";
export const FIRST_SHEET = "overview";

export function sheetPath(app: string, sheet: string): string {
  return `/apps/${encodeURIComponent(app)}/${encodeURIComponent(sheet)}`;
}
