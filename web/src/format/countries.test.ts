import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { expect, test } from "vitest";
import shapes from "world-atlas/countries-50m.json";
import { countryCode, localCountryName, shapeId } from "./countries.ts";

test.each([
  ["United States", "US"],
  ["Türkiye", "TR"],
  ["South Korea", "KR"],
  ["Congo (DRC)", "CD"],
  ["Congo Republic", "CG"],
  ["Cabo Verde", "CV"],
  ["Czechia", "CZ"],
  ["Laos", "LA"],
  ["Vatican City", "VA"],
  ["Hong Kong", "HK"],
])("%s is %s", (name, code) => {
  expect(countryCode(name)).toBe(code);
});

test("every country with a shape of its own is on the map", () => {
  const topology = shapes as unknown as Topology<{ countries: GeometryCollection }>;
  const ids = new Set(feature(topology, topology.objects.countries).features.map(({ id }) => id));
  const names = [
    "United States",
    "China",
    "France",
    "Singapore",
    "Malta",
    "Moldova",
    "Syria",
    "Falkland Islands",
    "Hong Kong",
  ];
  expect(names.filter((name) => !ids.has(shapeId(name) ?? ""))).toEqual([]);
});

test("a country without a shape is none of the map's", () => {
  expect(shapeId("Réunion")).toBeUndefined();
  expect(shapeId("Atlantis")).toBeUndefined();
});

test("names are in the reader's language", () => {
  expect(localCountryName("Germany", "zh-CN")).toBe("德国");
  expect(localCountryName("Atlantis", "zh-CN")).toBe("Atlantis");
});
