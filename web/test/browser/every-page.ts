// What holds for every page: it is shown without a fault, everybody can read it in both looks, and it fits a narrow window.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { TABS, TALL, visit } from "./opening.ts";

export interface KnownPage {
  path: string;
  /** What it shows when it is complete. */
  shows?: string;
  /** What is wrong with it besides. */
  check?: (page: Page) => Promise<void>;
}

/** The rules that judge the colours; no other depends on the look. */
const RULES_OF_COLOURS = ["color-contrast", "link-in-text-block"];
const NARROW = { width: 390, height: 6000 };

export function checkPages(pages: readonly KnownPage[]): void {
  describe("every page", { concurrency: TABS }, () => {
    for (const { path, shows, check } of pages) {
      test(path, () =>
        visit(path, { shows, viewport: TALL, reducedMotion: "reduce" }, async (page) => {
          await check?.(page);
          assert.deepEqual(await seriousFaults(page), []);
          await page.emulateMedia({ colorScheme: "dark" });
          await twoFrames(page);
          assert.deepEqual(await seriousFaults(page, RULES_OF_COLOURS), [], "dark");
          await assertFits(page, NARROW);
        }),
      );
    }
  });
}

/** The colours of a look that has just been chosen come with the frame after the next. */
const twoFrames = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Nothing has to be scrolled sideways. Drawings follow the window a moment later. */
async function assertFits(page: Page, window: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(window);
  const fits = page.waitForFunction((width) => document.documentElement.scrollWidth <= width, window.width);
  await fits.catch(async () => {
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(width, window.width, "the page is wider than a narrow window");
  });
}

/** Of the page, or of a part of it. */
export async function seriousFaults(page: Page, rules?: string[], part?: string): Promise<string[]> {
  // Without frames there is nothing to put together, and only what is wrong has to be told: a tenth of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  if (rules) axe.withRules(rules);
  if (part) axe.include(part);
  const { violations } = await axe.analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, nodes }) => {
    const places = nodes.slice(0, 3).map(({ html }) => html.slice(0, 160));
    return `${id}: ${places.join(" | ")}`;
  });
}
