// The shapes of the countries (Natural Earth, public domain), fetched when the first map is drawn.
import { MapChart } from "echarts/charts";
import { GeoComponent } from "echarts/components";
import { registerMap, use } from "echarts/core";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import shapes from "world-atlas/countries-50m.json?url";
import { WORLD } from "./options/map.ts";

use([GeoComponent, MapChart]);

const ANTARCTICA = "010";
let loading: Promise<void> | undefined;

export function loadWorld(): Promise<void> {
  loading ??= register().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function register(): Promise<void> {
  const response = await fetch(shapes);
  if (!response.ok) throw new Error(`countries: HTTP ${response.status}`);
  const topology = (await response.json()) as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const { features } = feature(topology, topology.objects.countries);
  const countries = features
    .filter(({ id }) => id !== ANTARCTICA)
    .map((shape) => ({ ...shape, properties: { ...shape.properties, id: String(shape.id ?? shape.properties.name) } }));
  registerMap(WORLD, JSON.parse(JSON.stringify({ type: "FeatureCollection", features: countries })));
}
