// Pages look as their references do (tests/console/pictures), and the pictures of the documentation (docs/images) are those of
// today's console. What differs is in build/console; REFRESH=1 makes references of what is shown.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { resetDocuments } from "../stand-in-documents.ts";
import { resetOperation } from "../stand-in-operate.ts";
import { TABS } from "./opening.ts";
import { compare, type Picture, take } from "./pictures.ts";

const REFERENCES = "../tests/console/pictures";
const IN_DOCS = "../docs/images";
const RESULTS = "../build/console";
const MOST_BYTES = 60_000;
/** Of the pixels. The letters of a page may be drawn a shade darker; a part that is missing or has moved is more. */
const MOST_SHARE = 0.005;

const part = { width: 1440, height: 1050, scale: 0.5 };
const PAGES: Picture[] = [
  { name: "retention", path: "/apps/shop/retention", shows: "[data-chart]", look: "light", ...part },
  {
    name: "device",
    path: "/apps/shop/device?range=14d&compare=previous",
    shows: "[data-chart]",
    look: "dark",
    ...part,
  },
  { name: "paths", path: "/apps/shop/explore/path?range=7d", shows: "canvas", look: "light", ...part },
  { name: "boards", path: "/apps/shop/explore/boards/2?range=7d", shows: "canvas", look: "dark", ...part },
  { name: "operation", path: "/operate/overview", shows: "table", look: "dark", ...part },
];
const screen = { width: 1280, height: 800, scale: 1 };
const DOCS: Picture[] = [
  { name: "console-overview", path: "/apps/shop/overview", shows: "[data-chart]", look: "light", ...screen },
  {
    name: "console-acquisition",
    path: "/apps/shop/acquisition?compare=previous",
    shows: "[data-chart]",
    look: "dark",
    ...screen,
  },
  { name: "console-funnel", path: "/apps/shop/explore/funnel?range=7d", shows: "canvas", look: "light", ...screen },
];
const isRefreshed = process.env.REFRESH === "1";

for (const folder of [REFERENCES, IN_DOCS, RESULTS]) mkdirSync(folder, { recursive: true });

async function check(picture: Picture, folder: string): Promise<void> {
  const file = join(folder, `${picture.name}.png`);
  const taken = join(RESULTS, `${picture.name}.png`);
  const marked = join(RESULTS, `${picture.name}.difference.png`);
  for (const result of [taken, marked]) rmSync(result, { force: true });
  const now = await take(picture);
  if (isRefreshed) writeFileSync(file, now);
  assert.ok(existsSync(file), `${file} is missing: tests/console/run --refresh pictures`);
  const { share, image, text } = await compare(now, readFileSync(file));
  if (share !== null && share <= MOST_SHARE) return;
  writeFileSync(taken, now);
  writeFileSync(marked, image);
  assert.fail(`${picture.name} ${text}; see ${marked}. If it is right: tests/console/run --refresh pictures`);
}

describe("pages look as before", { concurrency: TABS }, () => {
  // Other parts may have changed what the stand-in has.
  before(() => {
    resetDocuments();
    resetOperation();
  });

  for (const picture of PAGES) test(picture.name, () => check(picture, REFERENCES));
  for (const picture of DOCS) test(`${picture.name} of the documentation`, () => check(picture, IN_DOCS));

  test("what is missing is seen", async () => {
    const [picture] = PAGES;
    assert.ok(picture);
    const now = await take(picture, (page) =>
      page
        .locator("[data-chart] header")
        .first()
        .evaluate((header) => header.remove()),
    );
    const { share } = await compare(now, readFileSync(join(REFERENCES, `${picture.name}.png`)));
    assert.ok(share !== null && share > MOST_SHARE, `${share}`);
  });
});

test("references are small, and each is that of a page", () => {
  const files = readdirSync(REFERENCES);
  assert.deepEqual(files.sort(), PAGES.map(({ name }) => `${name}.png`).sort());
  assert.deepEqual(
    files.filter((file) => statSync(join(REFERENCES, file)).size > MOST_BYTES),
    [],
  );
});
