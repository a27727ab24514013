import { describe, expect, test } from "vitest";
import type { ConfigurationKey } from "../api/operation-types.ts";
import { isShown, sectionsOf } from "./configuration.ts";

const key = (name: string, more: Partial<ConfigurationKey> = {}): ConfigurationKey => ({
  key: name,
  value: "1",
  origin: "default",
  default: "1",
  description: "worker threads",
  line: null,
  type: "integer",
  secret: false,
  ...more,
});

test("keys are in their sections, in the order of the program", () => {
  const sections = sectionsOf([key("raw"), key("processing.threads"), key("lake"), key("processing.memory")]);
  expect(sections.map(({ name, keys }) => [name, keys.map((one) => one.key)])).toEqual([
    ["", ["raw", "lake"]],
    ["processing", ["processing.threads", "processing.memory"]],
  ]);
});

describe("a search", () => {
  test("finds all of its words in name, value and meaning", () => {
    const found = (search: string) => isShown(key("processing.threads", { value: "Two" }), search, null);
    expect(["", "THREADS two", "worker processing"].map(found)).toEqual([true, true, true]);
    expect(found("threads three")).toBe(false);
  });

  test("does not find the value of a secret", () => {
    expect(isShown(key("token", { value: "hunter2", secret: true }), "hunter", null)).toBe(false);
  });

  test("is limited to an origin, or to what is set", () => {
    const file = key("raw", { origin: "file" });
    expect([null, "file", "set", "flag", "default"].map((origin) => isShown(file, "", origin))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(isShown(key("raw"), "", "set")).toBe(false);
  });
});
