// Where charts stand on their sheet: a grid of twelve columns. Charts that no layout knows, such as those of a newer
// server, follow at the end.
import type { Chart, Sheet } from "../api/types.ts";

export interface Place {
  chart: string;
  span: number;
  /** Rows of the grid, for a chart next to two key figures. */
  rows?: number;
}

const place = (chart: string, span: number, rows?: number): Place => ({ chart, span, ...(rows && { rows }) });

const LAYOUTS: Record<string, Place[]> = {
  overview: [
    place("acquisition.active_users", 3),
    place("overview.users_by_day", 9, 2),
    place("acquisition.new_users", 3),
    place("overview.engagement", 6),
    place("overview.lifecycle_weekly", 6),
    place("overview.users_by_platform", 5),
    place("acquisition.active_users_by_traffic", 7),
  ],
  acquisition: [
    place("acquisition.active_users", 3),
    place("acquisition.users_by_day", 9, 2),
    place("acquisition.new_users", 3),
    place("acquisition.intraday_active_users", 6),
    place("acquisition.intraday_new_users", 6),
    place("acquisition.new_users_by_traffic", 5),
    place("acquisition.new_users_by_traffic_over_time", 7),
    place("acquisition.active_users_by_traffic", 5),
    place("acquisition.active_users_by_traffic_over_time", 7),
    place("acquisition.user_acquisition", 12),
    place("acquisition.traffic_acquisition", 12),
    place("acquisition.new_users_by_country", 12),
    place("acquisition.new_users_by_location", 12),
  ],
  engagement: [
    place("engagement.metrics", 6),
    place("engagement.events_and_views", 6),
    place("engagement.events_by_name", 5),
    place("engagement.events_by_name_over_time", 7),
    place("engagement.event_details", 12),
    place("engagement.views_by_page", 5),
    place("engagement.views_by_page_over_time", 7),
    place("engagement.page_details", 12),
    place("engagement.entry_pages", 6),
    place("engagement.exit_pages", 6),
  ],
  retention: [
    place("retention.new_and_returning", 6),
    place("retention.activity", 6),
    place("retention.stickiness", 6),
    place("retention.lifecycle_weekly", 6),
    place("retention.rate_by_active_date", 12),
    place("retention.rate_by_first_visit", 6),
    place("retention.rate_by_returning_day", 6),
  ],
  device: [
    place("device.users_by_platform", 5),
    place("device.users_by_platform_over_time", 7),
    place("device.users_by_browser", 5),
    place("device.users_by_system", 7),
    place("device.users_by_screen", 5),
    place("device.users_by_model", 7),
    place("device.users_by_app_version", 6),
    place("device.crash_rate_over_time", 6),
    place("device.crash_rate", 12),
  ],
  details: [place("details.users", 12), place("details.events", 12), place("details.parameters", 12)],
  commerce: [
    place("commerce.revenue", 3),
    place("commerce.revenue_by_day", 9, 2),
    place("commerce.purchasers", 3),
    place("commerce.items", 12),
    place("commerce.categories", 7),
    place("commerce.first_purchase_by_channel", 5),
  ],
};

const DEFAULT_SPAN = 6;
const WIDE = new Set<Chart["kind"]>(["heatmap", "map", "pivot", "table"]);

export interface PlacedChart extends Place {
  definition: Chart;
}

/** The charts of a sheet in their places; a layout may also show charts of other sheets. */
export function placedCharts(sheet: Sheet, sheets: readonly Sheet[]): PlacedChart[] {
  const known = new Map(sheets.flatMap(({ charts }) => charts).map((chart) => [chart.id, chart]));
  const placed = (LAYOUTS[sheet.id] ?? []).flatMap((one) => {
    const definition = known.get(one.chart);
    return definition ? [{ ...one, definition }] : [];
  });
  const shown = new Set(placed.map(({ chart }) => chart));
  const others = sheet.charts
    .filter(({ id }) => !shown.has(id))
    .map((definition) => ({ ...place(definition.id, WIDE.has(definition.kind) ? 12 : DEFAULT_SPAN), definition }));
  return [...placed, ...others];
}
