// Events, parameters and attributes that a scan has found.
import type { MetadataDetail } from "../../src/api/operation-types.ts";
import { addDays } from "../stand-in-data.ts";
import { TODAY } from "./time.ts";

const FIRST = "2026-09-07";
const LAST = addDays(TODAY, -1);
const value = (text: string, count: number) => ({ value: text, type: "string", count, truncated: false });

const entry = (
  name: string,
  count: number,
  types: [string, number][],
  more: Partial<MetadataDetail> = {},
): MetadataDetail => ({
  app: "shop",
  category: types.length > 0 ? "event" : null,
  name,
  description: null,
  types: types.map(([type, times]) => ({ type, count: times, first_day: FIRST, last_day: LAST })),
  platforms: ["Web", "Android", "iOS"],
  count,
  latest_count: Math.round(count / 80),
  first_day: FIRST,
  last_day: LAST,
  drifts: types.length > 1,
  sdk_names: ["clickstream-web"],
  sdk_versions: ["0.9.1"],
  values: [],
  related: [],
  ...more,
});

export const METADATA: Record<string, MetadataDetail[]> = {
  events: [
    entry("_page_view", 812_400, [], {
      description: "A page or screen was shown.",
      related: ["_page_title", "_page_url"],
    }),
    entry("view_item", 204_118, [], { related: ["item_id", "price", "currency"] }),
    entry("add_to_cart", 61_220, [], { related: ["item_id", "quantity"] }),
    entry("purchase", 18_911, [], { description: "An order was paid.", related: ["value", "currency"] }),
    ...Array.from({ length: 60 }, (_, at) => entry(`campaign_${at}`, 900 - at, [])),
  ],
  parameters: [
    entry(
      "price",
      285_338,
      [
        ["double", 280_112],
        ["string", 5_226],
      ],
      {
        description: "Price of one item, in the event's currency.",
        values: [value("49.9", 21_004), value("89", 18_220), value("12.5", 9_011)],
        related: ["view_item", "add_to_cart"],
      },
    ),
    entry("currency", 224_000, [["string", 224_000]], {
      values: [value("EUR", 160_300), value("CNY", 63_700)],
    }),
  ],
  attributes: [
    entry("plan", 40_100, [["string", 40_100]], {
      values: [value("free", 31_000), value("pro", 9_100)],
    }),
  ],
};
