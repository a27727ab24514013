// The tables of Explore on the pages of the program's console are those of plain SQL over the loaded tables
// (tests/console/analyses.sql).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Value } from "../../src/api/types.ts";
import { addressOfProject, ask, formats, readSections, readSql } from "./numbers-project.ts";
import { eventually, TABS, tableOf, visit } from "./opening.ts";

/** How the console writes the values of a column. */
const FORMATS: Record<string, (value: Value) => string> = {
  text: (value) => String(value ?? ""),
  count: (value) => formats.measure(value as number | null, "count"),
  number: (value) => formats.measure(value as number | null),
  share: (value) => (value === null ? "–" : formats.share(value as number)),
  percent: (value) => (value === null ? "" : String(Math.round(100 * (value as number)))),
  change: (value) => (value === null ? "–" : formats.change(value as number)),
  day: (value) => formats.shortDay(String(value)),
};

const OF_CHARTS = readSections(readSql("charts.sql"), "(?:relations|chart: )").sections[0]?.sql ?? "";
const { before, sections } = readSections(readSql("analyses.sql"), "analysis: ");
const OF_ANALYSES = relationsOf(before);

function relationsOf(text: string): string {
  return readSections(text, "relations").sections[0]?.sql ?? "";
}

for (const kind of new Set(sections.map(({ head }) => head.split(" ", 1)[0]))) {
  describe(`${kind}`, { concurrency: TABS }, () => {
    for (const { head, sql } of sections.filter((section) => section.head.startsWith(`${kind} `))) {
      const parameters = head.slice(head.indexOf(" ") + 1);
      test(parameters.slice(0, 120), async () => {
        const { before: own, sections: tables } = readSections(sql, "table: ");
        const search = new URLSearchParams({ range: "14d", ...Object.fromEntries(new URLSearchParams(parameters)) });
        const wanted = await Promise.all(
          tables.map(async ({ head: name, sql: query }) => {
            const [title = "", names = ""] = name.split(" | ");
            return { title, rows: await expectedRows(`${relationsOf(own)}${query}`, names.split(" ")) };
          }),
        );
        await visit(
          `/apps/shop/explore/${kind}?${search}`,
          { base: await addressOfProject(), shows: "table" },
          async (page) => {
            for (const { title, rows } of wanted) {
              assert.ok(rows.length > 1, `the traffic shows nothing in ${title}`);
              const selector = `:is(section[aria-label="${title}"], table:has(caption:text-is("${title}")))`;
              await eventually(async () => assert.deepEqual(await tableOf(page, selector), rows, title));
            }
          },
        );
      });
    }
  });
}

/** The cells of the rows of a query; a list is several. */
async function expectedRows(query: string, names: string[]): Promise<string[][]> {
  const rows = await ask(`${OF_CHARTS}${OF_ANALYSES}${query}`, names.length);
  return rows.map((row) =>
    row.flatMap((value, at) => [value].flat().map((cell) => FORMATS[names[at] ?? ""]?.(cell) ?? "")),
  );
}
