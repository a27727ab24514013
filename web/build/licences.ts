// Lists the packages of web/package-lock.json with their licences: those in the console's assets, or with --tools those that
// build and test it. THIRD_PARTY.md has the list; test/licences.test.ts compares.
import { readFileSync } from "node:fs";

interface Locked {
  version: string;
  license?: string;
  dev?: boolean;
}

export interface Package {
  name: string;
  version: string;
  licence: string;
}

export function packages(lockFile: string, tools: boolean): Package[] {
  const { packages: locked } = JSON.parse(readFileSync(lockFile, "utf8")) as { packages: Record<string, Locked> };
  return Object.entries(locked)
    .filter(([path, { dev }]) => path !== "" && Boolean(dev) === tools)
    .map(([path, { version, license = "unknown" }]) => ({
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
      licence: license,
    }))
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
}

if (process.argv[1] === import.meta.filename) {
  for (const { name, version, licence } of packages("package-lock.json", process.argv.includes("--tools"))) {
    process.stdout.write(`${name} ${version} ${licence}\n`);
  }
}
