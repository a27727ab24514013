import { describe, expect, test } from "vitest";
import { operatePages, operatePath } from "./paths.ts";

describe("the pages of operation", () => {
  test("are offered by scope", () => {
    expect(operatePages({ scopes: ["read"], apps: null })).not.toContain("explain");
    expect(operatePages({ scopes: ["read", "operate"], apps: null })).toContain("explain");
    expect(operatePages({ scopes: ["read", "operate"], apps: null })).not.toContain("audit");
    expect(operatePages({ scopes: ["read", "operate", "admin"], apps: null })).toHaveLength(12);
  });

  test("are models and metadata for who sees some apps only", () => {
    expect(operatePages({ scopes: ["read", "operate", "admin"], apps: ["shop"] })).toEqual(["models", "metadata"]);
  });

  test("are those of a reader until the session is known", () => {
    expect(operatePages(undefined)).toEqual(operatePages({ scopes: ["read"], apps: null }));
  });
});

test("names of details may have any characters", () => {
  expect(operatePath("metadata", "a/b c")).toBe("/operate/metadata/a%2Fb%20c");
});
