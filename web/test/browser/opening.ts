// Opens pages of the console in Debian's Chromium. All tests of a process share the browser and the stand-in's console; each
// page has a window of its own.
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { setTimeout } from "node:timers/promises";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { serve } from "../stand-in-server.ts";

const VIEWPORT = { width: 1440, height: 900 };
/** A window in which nothing has to be scrolled to. */
export const TALL = { width: 1440, height: 6000 };
/** Pages that are open at the same time, where nothing is measured. */
export const TABS = 2;
/** A machine may have other work. */
const PATIENCE_MS = 120_000;
const BETWEEN_LOOKS_MS = 100;

/** One of these is on every page. */
const SOMETHING = "canvas, table, input, strong";

export interface Opening extends BrowserContextOptions {
  /** Address of the console; that of the stand-in without it. */
  base?: string;
  /** What the page shows when it is complete, besides its frame. */
  shows?: string;
  /** Whether to wait until everything is drawn, which it is without it; else only until that is there. */
  isSettled?: boolean;
  /** The time that the page sees, which stands still. */
  now?: string;
}

/** Letters and colours do not depend on the machine's screen, and are drawn the same each time. */
const DRAWING = [
  "--font-render-hinting=none",
  "--disable-font-subpixel-positioning",
  "--disable-lcd-text",
  "--force-color-profile=srgb",
  "--force-device-scale-factor=1",
  "--hide-scrollbars",
];

let browser: Promise<Browser> | undefined;
let standIn: ReturnType<typeof serve> | undefined;

after(async () => {
  await (await browser)?.close();
  standIn?.close();
  standIn?.closeAllConnections();
});

function launched(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", ...DRAWING],
  });
  return browser;
}

async function addressOfStandIn(): Promise<string> {
  standIn ??= serve(process.env.ASSETS ?? "../build/web", 0);
  if (!standIn.listening) await once(standIn, "listening");
  return `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`;
}

/**
 * Opens a path, waits until the page is complete, and does something there. What nobody should see is an error: messages of the
 * browser's console, violations of the policy, requests that fail, and requests to other hosts.
 */
export async function visit<T>(path: string, opening: Opening, doing: (page: Page) => Promise<T>): Promise<T> {
  const { base = await addressOfStandIn(), shows = SOMETHING, isSettled = true, now, ...options } = opening;
  const context = await (await launched()).newContext({
    viewport: VIEWPORT,
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    baseURL: base,
    ...options,
  });
  try {
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const faults = noteFaults(page, base);
    if (now !== undefined) await page.clock.setFixedTime(now);
    await page.goto(path);
    if (isSettled) await settle(page, shows);
    else await page.locator(`main :is(${shows})`).first().waitFor();
    const result = await doing(page);
    assert.deepEqual(faults, []);
    return result;
  } finally {
    await context.close();
  }
}

function noteFaults(page: Page, base: string): string[] {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url()))
      faults.push(`foreign host: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  return faults;
}

/** Scrolls through the page, so that every chart asks for its data, and waits until nothing is asked or drawn any more. */
export async function settle(page: Page, shows = SOMETHING): Promise<void> {
  await page.locator(`main :is(${shows})`).first().waitFor();
  for (const card of await page.locator("[data-chart]").all()) {
    await card.scrollIntoViewIfNeeded();
    await card.and(page.locator('[aria-busy="false"]')).waitFor();
  }
  await page.waitForFunction(
    () => !document.querySelector('[aria-busy="true"], [data-state="loading"], [data-state="connecting"]'),
  );
  await page.evaluate(() => window.scrollTo(0, 0));
}

/** Looks until what is seen is right: a page follows what was done to it a moment later. */
export async function eventually(look: () => Promise<unknown>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    try {
      await look();
      return;
    } catch (fault) {
      if (Date.now() > end) throw fault;
    }
    await setTimeout(BETWEEN_LOOKS_MS);
  }
}

/** Waits until the address has these parameters and no others. */
export const hasParameters = (page: Page, search: string): Promise<void> =>
  page.waitForURL((url) => url.search === search);

/** The texts of a table's body on the page, a row each. */
export async function tableOf(page: Page, selector: string): Promise<string[][]> {
  return page
    .locator(`${selector} tbody tr`)
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent ?? "")),
    );
}
