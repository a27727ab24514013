// A world map, filled by a measure. The scale is that of square roots, so that one large country does not bleach the rest.
import { localCountryName, shapeId } from "../../format/countries.ts";
import { earlierRows } from "../earlier.ts";
import { asNumber, indexOf } from "../series.ts";
import { mix } from "./colour-scale.ts";
import { type Drawing, type Option, tooltipBox } from "./drawing.ts";
import { tooltip } from "./tooltip.ts";

export const WORLD = "world";
const PALEST = 0.15;

export interface CountryValue {
  name: string;
  shape: string | undefined;
  amount: number;
  /** Of the compared range. */
  before: number | null;
}

export function countriesOf({ result }: Pick<Drawing, "result">): CountryValue[] {
  const dimension = indexOf(result.columns, "dimension", "row");
  const measure = indexOf(result.columns, "measure");
  const earlier = earlierRows(result);
  return result.rows.flatMap((row) => {
    const name = row[dimension];
    if (typeof name !== "string") return [];
    return {
      name,
      shape: shapeId(name),
      amount: asNumber(row[measure]) ?? 0,
      before: asNumber(earlier?.(row)?.[measure]),
    };
  });
}

export function mapOption(drawing: Drawing): Option {
  const { look, formats, locale } = drawing;
  const countries = countriesOf(drawing);
  const largest = Math.max(1, ...countries.map(({ amount }) => amount));
  const byShape = new Map(countries.map((country) => [country.shape, country]));
  const colour = (amount: number): string =>
    mix(look.sunken, look.series[0] ?? look.accent, PALEST + (1 - PALEST) * Math.sqrt(amount / largest));
  return {
    animation: false,
    series: [
      {
        type: "map",
        map: WORLD,
        nameProperty: "id",
        left: 0,
        right: 0,
        top: 0,
        bottom: 0,
        roam: false,
        selectedMode: false,
        itemStyle: { areaColor: look.sunken, borderColor: look.surface, borderWidth: 0.5 },
        emphasis: { label: { show: false }, itemStyle: { areaColor: null, borderColor: look.ink, borderWidth: 1 } },
        data: countries.flatMap((country) =>
          country.shape === undefined
            ? []
            : { name: country.shape, value: country.amount, itemStyle: { areaColor: colour(country.amount) } },
        ),
      },
    ],
    tooltip: {
      ...tooltipBox(),
      trigger: "item",
      formatter: ({ name }: { name: string }) => {
        const country = byShape.get(name);
        if (!country) return "";
        const { amount, before } = country;
        const row = {
          colour: colour(amount),
          name: "",
          value: formats.measure(amount, "count"),
          ...(before !== null && { before: formats.measure(before, "count") }),
        };
        return tooltip(localCountryName(country.name, locale), [row]);
      },
    },
  };
}
