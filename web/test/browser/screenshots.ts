// Pictures of every sheet: node screenshots.ts BASE FOLDER [NAME…].
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, open, settle } from "./console-page.ts";

const SHEETS = ["overview", "acquisition", "engagement", "retention", "device", "details", "commerce"];
const [, , base, folder, ...names] = process.argv;
if (!base || !folder) throw new Error("usage: screenshots.ts BASE FOLDER [SHEET…]");
mkdirSync(folder, { recursive: true });
const app = process.env.APP ?? "shop";
const looks = { light: {}, dark: { colorScheme: "dark" }, zh: { locale: "zh-CN" } } as const;
const only = process.env.LOOK?.split(",");

const browser = await launch();
for (const [look, options] of Object.entries(looks)) {
  if (only && !only.includes(look)) continue;
  const { page, faults } = await open(browser, base, options);
  for (const sheet of names.length > 0 ? names : SHEETS) {
    await page.goto(`/apps/${app}/${sheet}`);
    await settle(page);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: 1440, height });
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(folder, `${sheet}-${look}.png`) });
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  if (faults.length > 0) process.stderr.write(`${look}: ${[...new Set(faults)].join("\n  ")}\n`);
}
await browser.close();
