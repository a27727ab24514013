// The stand-in's table of charts is the program's: docs/reference/charts.md is generated from the latter.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SHEETS } from "./stand-in-api.ts";

const names = (text: string): string[] => [...text.matchAll(/`([^`]*)`/g)].map(([, name = ""]) => name);

function documented(section: string) {
  const line = (start: string): string => section.match(new RegExp(`^- ${start}:? ?(.*)$`, "m"))?.[1] ?? "";
  const id = section.slice(0, section.indexOf("\n"));
  const columns = [...line("Columns").matchAll(/`(\w+)` \(([^)]*)\)/g)].map(
    ([, name, words = ""]) => `${name} ${words}`,
  );
  const selectors = [...section.matchAll(/^- Selector `(\w+)`:?(.*)$/gm)].map(([, name, values = ""]) => [
    name,
    names(values),
  ]);
  const top = /^- Top (\d+)/m.exec(section)?.[1];
  return {
    id,
    kind: line("Shown as"),
    table: line("Table").match(/\[(\w+)\]/)?.[1],
    columns,
    filters: names(line("Filters")),
    selectors,
    top: top === undefined ? null : Number(top),
  };
}

test("every chart is as the reference says", () => {
  const reference = readFileSync("../docs/reference/charts.md", "utf8").split(/^### /m).slice(1).map(documented);
  const ours = SHEETS.flatMap(({ charts }) => charts).map(({ id, kind, table, columns, filters, selectors, top }) => ({
    id,
    kind,
    table,
    columns: columns.map(({ name, role, type, unit }) =>
      [name, [type, role === "measure" ? unit : role].filter(Boolean).join(", ")].join(" "),
    ),
    filters,
    selectors: selectors.map((selector) => [selector.name, selector.values ?? []]),
    top,
  }));
  expect(ours).toEqual(reference);
});
