// The configuration as in force.
import type { ConfigurationKey } from "../../src/api/operation-types.ts";

const key = (
  name: string,
  value: string,
  origin: ConfigurationKey["origin"],
  description: string,
  more: Partial<ConfigurationKey> = {},
): ConfigurationKey => ({
  key: name,
  value,
  origin,
  line: null,
  default: origin === "default" ? value : "",
  type: "text",
  description,
  secret: false,
  ...more,
});
export const CONFIGURATION: ConfigurationKey[] = [
  key("raw", "s3://clicks/raw", "file", "directory or address of the raw files", { line: 2 }),
  key("lake", "s3://clicks/lake", "file", "directory or address of the lake", { line: 3 }),
  key("processing.threads", "2", "flag", "worker threads", { default: "(number of processors)" }),
  key("processing.memory", "1.5GB", "default", "memory that a run may take"),
  key("processing.settle", "10s", "default", "how long a raw file must stay as it is before it is read"),
  key("processing.filter_bots", "true", "file", "whether events of bots are rejected", { default: "false", line: 7 }),
  key("store.access_key_id", "AKIA…", "environment", "key of the object store"),
  key("store.secret_access_key", "(set)", "environment", "secret of the object store", { secret: true }),
  key("warehouse.uri", "state/warehouse.duckdb", "default", "file or address of the warehouse"),
];
