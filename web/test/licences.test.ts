// Every package in the console's assets has an open-source licence and is named in THIRD_PARTY.md.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packages } from "../build/licences.ts";

const OPEN = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "OFL-1.1", "Unlicense"];
const shipped = packages("package-lock.json", false);

test("licences are open", () => {
  expect(shipped.filter(({ licence }) => !OPEN.includes(licence))).toEqual([]);
});

test("THIRD_PARTY.md names every package with its version", () => {
  const text = readFileSync("../THIRD_PARTY.md", "utf8");
  const missing = shipped.filter(
    ({ name, version }) => !text.includes(`\`${name}\` ${version}`) && !text.includes(`\`${name}\` | ${version}`),
  );
  expect(missing).toEqual([]);
});

test("the lock file names no registry", () => {
  expect(readFileSync("package-lock.json", "utf8")).not.toContain('"resolved"');
});
