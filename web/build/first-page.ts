// Checks how much a browser loads for the first page: node first-page.ts FOLDER. Vite's manifest tells which files that is.
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT = 400_000;
/** What the first page loads on its own account after the entry: its language, and the parts that draw its charts. */
const LAZY = ["src/texts/en.json", "src/charts/drawn-chart.tsx", "src/charts/engine.ts"];

interface Part {
  file: string;
  css?: string[];
  imports?: string[];
}

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: first-page.ts FOLDER");
const path = join(folder, ".vite", "manifest.json");
const manifest = JSON.parse(readFileSync(path, "utf8")) as Record<string, Part>;

const files = new Set<string>(["index.html"]);
for (const entry of ["index.html", ...LAZY]) add(entry);
const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
const shown = `${Math.round(bytes / 1000)} kB compressed for the first page, of at most ${LIMIT / 1000}`;
if (bytes > LIMIT) {
  process.stderr.write(
    `web: ${shown}: ${[...files].map((file) => `${file} ${statSync(join(folder, file)).size}`).join(", ")}\n`,
  );
  process.exit(1);
}
// It is no asset.
rmSync(join(folder, ".vite"), { recursive: true });
process.stdout.write(`web: compiled, ${shown}\n`);

function add(name: string): void {
  const part = manifest[name];
  if (part === undefined) throw new Error(`${path} has no ${name}`);
  if (files.has(part.file)) return;
  for (const file of [part.file, ...(part.css ?? [])]) files.add(file);
  for (const other of part.imports ?? []) add(other);
}
