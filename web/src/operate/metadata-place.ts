import type { MetadataPlace } from "../api/inspection.ts";
import type { MetadataKind } from "../api/operation-types.ts";

export const METADATA_KINDS: readonly MetadataKind[] = ["events", "parameters", "attributes"];

/** Which app and kind an address is about. */
export function metadataPlace(get: (name: string) => string | null, lastApp: string): MetadataPlace {
  return { app: get("app") ?? lastApp, kind: METADATA_KINDS.find((kind) => kind === get("kind")) ?? "events" };
}
