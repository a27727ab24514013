// The shapes of the countries (Natural Earth, public domain), fetched when the first map is drawn.
import { MapChart } from "echarts/charts";
import { GeoComponent } from "echarts/components";
import { registerMap, use } from "echarts/core";
import type { Geometry, Position } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import shapes from "world-atlas/countries-50m.json?url";
import { WORLD } from "./options/map.ts";

use([GeoComponent, MapChart]);

const ANTARCTICA = "010";
const HALF_TURN = 180;
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
    .map((shape) => ({
      ...shape,
      geometry: unwrapped(shape.geometry),
      properties: { ...shape.properties, id: String(shape.id ?? shape.properties.name) },
    }));
  registerMap(WORLD, JSON.parse(JSON.stringify({ type: "FeatureCollection", features: countries })));
}

/** Shapes that cross the 180th meridian go on beyond it; otherwise they would be drawn across the whole map. */
function unwrapped(geometry: Geometry): Geometry {
  if (geometry.type === "Polygon") return { ...geometry, coordinates: geometry.coordinates.map(unwrapRing) };
  if (geometry.type === "MultiPolygon") {
    return { ...geometry, coordinates: geometry.coordinates.map((polygon) => polygon.map(unwrapRing)) };
  }
  return geometry;
}

function unwrapRing(ring: Position[]): Position[] {
  let turn = 0;
  return ring.map(([longitude = 0, latitude = 0], index) => {
    const step = longitude - (ring[index - 1]?.[0] ?? longitude);
    if (step > HALF_TURN) turn -= 2 * HALF_TURN;
    if (step < -HALF_TURN) turn += 2 * HALF_TURN;
    return [longitude + turn, latitude];
  });
}
