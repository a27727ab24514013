// Each page looks as its reference does (tests/console/pictures), and the pictures of the documentation (docs/images) are those of
// today's console. What differs is in build/console; REFRESH=1 makes references of what is shown.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { SHEETS } from "../stand-in-api.ts";
import { serve } from "../stand-in-server.ts";
import { EXPLORE_PAGES, launch } from "./console-page.ts";
import { compare, LOOKS, type Picture, take } from "./pictures.ts";

const REFERENCES = "../tests/console/pictures";
const IN_DOCS = "../docs/images";
const RESULTS = "../build/console";
/** Of one file, and of all references. */
const MOST_BYTES = 60_000;
const MOST_BYTES_TOGETHER = 3_000_000;
/** A digit that changes makes more pixels. */
const MOST_PIXELS = 8;

const PATHS = [
  ...SHEETS.map(({ id }) => ({ name: id, path: `/apps/shop/${id}`, shows: "[data-chart]" })),
  ...Object.entries(EXPLORE_PAGES).map(([page, shows]) => ({
    name: `explore-${page.replace("/", "-")}`,
    path: `/apps/shop/explore/${page}?range=7d`,
    shows,
  })),
  // Every form of chart that shows a comparison.
  ...["overview", "retention", "device"].map((id) => ({
    name: `${id}-compared`,
    path: `/apps/shop/${id}?range=14d&compare=previous`,
    shows: "[data-chart]",
  })),
];
const PAGES: Picture[] = PATHS.flatMap((page) =>
  LOOKS.map((look) => ({ ...page, name: `${page.name}-${look}`, look, scale: 0.5, width: 1440 })),
);
const of_docs = { scale: 1, width: 1280, height: 800 };
const DOCS: Picture[] = [
  { name: "console-overview", path: "/apps/shop/overview", shows: "[data-chart]", look: "light", ...of_docs },
  {
    name: "console-acquisition",
    path: "/apps/shop/acquisition?compare=previous",
    shows: "[data-chart]",
    look: "dark",
    ...of_docs,
  },
  { name: "console-funnel", path: "/apps/shop/explore/funnel?range=7d", shows: "canvas", look: "light", ...of_docs },
];
const isRefreshed = process.env.REFRESH === "1";

let browser: Browser;
let base = "";
let stop: () => void;

before(async () => {
  const server = serve(process.env.ASSETS ?? "../build/web", 0);
  await new Promise((ready) => server.once("listening", ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launch();
  stop = () => server.close();
  for (const folder of [REFERENCES, IN_DOCS, RESULTS]) mkdirSync(folder, { recursive: true });
});

after(async () => {
  await browser.close();
  stop();
});

/** References that pages have. */
const seen = new Set<string>();

async function check(picture: Picture, folder: string): Promise<void> {
  const complaints: string[] = [];
  for (const [part, now] of (await take(browser, base, picture)).entries()) {
    const name = part === 0 ? picture.name : `${picture.name}-${part + 1}`;
    seen.add(`${name}.png`);
    const complaint = await checkPart(now, name, join(folder, `${name}.png`));
    if (complaint !== null) complaints.push(complaint);
  }
  assert.ok(complaints.length === 0, `${complaints.join("\n")}\nIf it is right: tests/console/run --refresh pictures`);
}

async function checkPart(now: Buffer, name: string, file: string): Promise<string | null> {
  const taken = join(RESULTS, `${name}.png`);
  const marked = join(RESULTS, `${name}.difference.png`);
  for (const result of [taken, marked]) rmSync(result, { force: true });
  const difference = existsSync(file) ? await compare(now, readFileSync(file)) : null;
  if (difference?.pixels != null && difference.pixels <= MOST_PIXELS) return null;
  if (isRefreshed) {
    writeFileSync(file, now);
    return null;
  }
  writeFileSync(taken, now);
  writeFileSync(marked, difference?.image ?? now);
  return `${name} ${difference?.text ?? "has no reference"}; see build/console/${name}.difference.png`;
}

describe("pages look as before", () => {
  for (const picture of PAGES) test(picture.name, () => check(picture, REFERENCES));
});

describe("the pictures of the documentation show the console of today", () => {
  for (const picture of DOCS) test(picture.name, () => check(picture, IN_DOCS));
});

test("references are small, and each is that of a page", () => {
  const files = readdirSync(REFERENCES);
  assert.deepEqual(
    files.filter((file) => !seen.has(file)),
    [],
    "no page has them: remove them",
  );
  const sizes = files.map((file) => statSync(join(REFERENCES, file)).size);
  assert.deepEqual(
    files.filter((_, at) => (sizes[at] ?? 0) > MOST_BYTES),
    [],
  );
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < MOST_BYTES_TOGETHER);
});

test("a number that changes is seen", async () => {
  const picture = PAGES[0];
  assert.ok(picture);
  const [now] = await take(browser, base, picture, (page) =>
    page
      .locator("strong")
      .first()
      .evaluate((figure) => {
        figure.textContent = (figure.textContent ?? "").replace(/\d$/, (digit) => String((Number(digit) + 5) % 10));
      }),
  );
  assert.ok(now);
  const { pixels } = await compare(now, readFileSync(join(REFERENCES, `${picture.name}.png`)));
  assert.ok(pixels !== null && pixels > MOST_PIXELS, `${pixels} pixels`);
});
