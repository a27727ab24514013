// What a change of the schema would do.
import type { SchemaApp } from "../../src/api/operation-types.ts";

type SchemaObject = SchemaApp["objects"][number];
const object = (name: string, kind: SchemaObject["kind"], more: Partial<SchemaObject> = {}): SchemaObject => ({
  name,
  kind,
  state: "current",
  version: "5f0c1e",
  action: null,
  reason: null,
  error: null,
  ...more,
});

export const SCHEMAS: SchemaApp[] = [
  {
    app: "shop",
    schema: "shop",
    exists: true,
    problem: null,
    objects: [
      object("session", "table"),
      object("event_v2", "table", {
        state: "changed",
        action: "alter",
        reason: "the column `geo_metro` is missing",
      }),
      object("user_v2", "table"),
      object("lifecycle_weekly", "view", {
        state: "missing",
        version: null,
        action: "create, grant",
        reason: "new in this version",
      }),
      object("channel_group", "function"),
    ],
  },
  { app: "reader", schema: "reader", exists: true, problem: null, objects: [object("event_v2", "table")] },
];
