import type { KnownPage } from "./every-page.ts";

const SHOWS: Record<string, string> = {
  event: "canvas, table",
  funnel: "canvas, table",
  path: "canvas, table",
  retention: "canvas, table",
  attribution: "table",
  saved: "table",
  boards: "table",
  "boards/2": "canvas, table",
  segments: "table",
  "segments/3": "input",
};

/** The pages of Explore, and what each shows when it is complete. */
export const EXPLORE_PAGES: KnownPage[] = Object.entries(SHOWS).map(([page, shows]) => ({
  path: `/apps/shop/explore/${page}?range=7d`,
  shows,
}));
