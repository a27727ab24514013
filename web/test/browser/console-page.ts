// A page of the console in Debian's Chromium, which notes everything that should not happen: errors and warnings of the console,
// violations of the policy, failed requests, and requests to other hosts.
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

export interface ConsolePage {
  page: Page;
  faults: string[];
}

export const VIEWPORT = { width: 1440, height: 900 };

/** The pages of Explore, and what each shows when it is complete. */
export const EXPLORE_PAGES: Record<string, string> = {
  event: "canvas, table",
  funnel: "canvas, table",
  path: "canvas, table",
  retention: "canvas, table",
  attribution: "table",
  saved: "table",
  boards: "table",
  "boards/2": "canvas, table",
  segments: "table",
  "segments/3": "input",
};

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // Letters and colours that do not depend on the machine's screen.
    args: [
      "--no-sandbox",
      "--font-render-hinting=none",
      "--disable-font-subpixel-positioning",
      "--disable-lcd-text",
      "--force-color-profile=srgb",
    ],
  });
}

export async function open(browser: Browser, base: string, options: BrowserContextOptions = {}): Promise<ConsolePage> {
  const context = await browser.newContext({
    viewport: VIEWPORT,
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    baseURL: base,
    ...options,
  });
  const page = await context.newPage();
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
  return { page, faults };
}

/** Scrolls through the page, so that every chart asks for its data, and waits until nothing is asked or drawn any more. */
export async function settle(page: Page): Promise<void> {
  await page.locator("main :is(canvas, table, input, strong)").first().waitFor();
  for (const card of await page.locator("[data-chart]").all()) {
    await card.scrollIntoViewIfNeeded();
    await card.and(page.locator('[aria-busy="false"]')).waitFor();
  }
  await page.waitForFunction(
    () => document.querySelectorAll('[aria-busy="true"], [data-state="loading"]').length === 0,
  );
  await page.evaluate(() => window.scrollTo(0, 0));
}
