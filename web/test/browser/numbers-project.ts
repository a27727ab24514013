// Three weeks of generated traffic of one app whose clocks change in between, served by the program, and plain SQL over the loaded
// tables (tests/console/*.sql) which tells what the pages have to show. Made once for all tests, while others are running.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import type { Row, Value } from "../../src/api/types.ts";
import { createFormats } from "../../src/format/formats.ts";
import en from "../../src/texts/en.json" with { type: "json" };
import { createTexts } from "../../src/texts/texts.ts";
import { run, serveProject } from "./program-console.ts";

const LOCALE = "en-GB";
const TRAFFIC = ["--events", "9000", "--hours", "512", "--apps", "shop", "--start", "2025-03-17T00:00:00Z"];

export const DAYS = { first: "2025-03-24", last: "2025-04-06" };
export const DAYS_BEFORE = { first: "2025-03-10", last: "2025-03-23" };

export const formats = createFormats(LOCALE, createTexts(en, LOCALE));

const folder = mkdtempSync(join(process.env.SCRATCH ?? "../build", "numbers-"));
const config = join(folder, "millrace.yml");
const served = makeProject();
served.catch(() => {}); // Whoever asks for the address hears of it.

after(async () => {
  await served.then(({ stop }) => stop()).catch(() => {});
  rmSync(folder, { recursive: true, force: true });
});

async function makeProject() {
  const apps = [{ id: "shop", timezone: "Europe/Berlin" }];
  writeFileSync(config, JSON.stringify({ project: "numbers", raw: "raw", apps }));
  await run("generate", "--quiet", "--output", join(folder, "raw"), ...TRAFFIC);
  for (const command of ["process", "load", "model"]) await run(command, "--quiet", "--config", config);
  return serveProject(config);
}

export const addressOfProject = async (): Promise<string> => (await served).base;

/** A file of plain SQL: the part before the first mark, and those that begin with one, each with the rest of its line. */
export function readSections(
  text: string,
  mark: string,
): { before: string; sections: { head: string; sql: string }[] } {
  const [before = "", ...sections] = text.split(new RegExp(`^-- ${mark}`, "m"));
  return {
    before,
    sections: sections.map((section) => {
      const end = section.indexOf("\n");
      return { head: section.slice(0, end).trim(), sql: section.slice(end) };
    }),
  };
}

export const readSql = (file: string): string => readFileSync(`../tests/console/${file}`, "utf8");

/** What the tables say in so many columns, asked by another process. */
export async function ask(query: string, width: number, days = DAYS): Promise<Row[]> {
  const names = Array.from({ length: width }, (_, at) => `c${at}`);
  const text = query.replaceAll("{first}", days.first).replaceAll("{last}", days.last);
  await served;
  const sql = `SELECT * FROM (${text}) AS t (${names.join(", ")})`;
  const { rows } = JSON.parse(await run("query", "--config", config, "--warehouse", "--json", sql)) as {
    rows: Record<string, Value>[];
  };
  return rows.map((row) => names.map((name) => row[name] ?? null));
}
