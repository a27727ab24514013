// Pictures of pages, the same on each call: fixed data (the stand-in's), day, fonts (tests/console/fonts.conf) and palette.
import pixelmatch from "pixelmatch";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { open, settle } from "./console-page.ts";

export const LOOKS = ["light", "dark"] as const;
export type Look = (typeof LOOKS)[number];

export interface Picture {
  /** Of the file, without its ending. */
  name: string;
  path: string;
  /** What the page shows when it is complete, besides its frame. */
  shows: string;
  look: Look;
  /** Of the picture, by that of the page. */
  scale: number;
  width: number;
  /** Of a picture that shows the top of the page only. */
  height?: number;
}

/** Of what the palette of a file has; sheets have few colours besides the shades of letters. */
const COLOURS = 64;
/** The day on which the stand-in's data is one day old. */
const NOW = "2026-11-30T09:00:00Z";
/** So that nothing has to be scrolled to: a layer that has moved may keep letters between two pixels. */
const FIRST_HEIGHT = 6000;
const LEAST_HEIGHT = 900;
/** Pixels of a file's height; long pages are in several. */
const PART_HEIGHT = 400;
const TRIES = 20;

/** Takes a picture of a page that is drawn completely, as PNG files from top to bottom. `change` is made before. */
export async function take(
  browser: Browser,
  base: string,
  picture: Picture,
  change?: (page: Page) => Promise<void>,
): Promise<Buffer[]> {
  const { page, faults } = await open(browser, base, {
    colorScheme: picture.look,
    reducedMotion: "reduce",
    viewport: { width: picture.width, height: FIRST_HEIGHT },
  });
  try {
    await page.clock.setFixedTime(NOW);
    await page.goto(picture.path);
    await page.locator(`main :is(${picture.shows})`).first().waitFor();
    await settle(page);
    await page.evaluate(() => document.fonts.ready);
    // A page that is a little wider first is laid out anew, with the fonts that have come since.
    await page.setViewportSize({ width: picture.width + 1, height: FIRST_HEIGHT });
    await page.setViewportSize({ width: picture.width, height: LEAST_HEIGHT });
    const height = picture.height ?? (await page.evaluate(() => document.documentElement.scrollHeight));
    await page.setViewportSize({ width: picture.width, height });
    await change?.(page);
    // Letters are drawn at their own size, where they are the same each time, and made smaller afterwards.
    const { data: taken, info } = await smaller(await steady(page), picture);
    if (faults.length > 0) throw new Error(`${picture.name}: ${faults.join("; ")}`);
    const partHeight = picture.height ?? PART_HEIGHT;
    const tops = Array.from({ length: Math.ceil(info.height / partHeight) }, (_, part) => part * partHeight);
    return await Promise.all(
      tops.map((top) =>
        sharp(taken, { raw: info })
          .extract({ left: 0, top, width: info.width, height: Math.min(partHeight, info.height - top) })
          .png({ palette: true, colours: COLOURS, dither: 0, effort: 10 })
          .toBuffer(),
      ),
    );
  } finally {
    await page.context().close();
  }
}

/** The page as soon as it does not change any more. */
async function steady(page: Page): Promise<Buffer> {
  let last: Buffer = Buffer.alloc(0);
  for (let tries = 0; tries < TRIES; tries++) {
    const taken = await page.screenshot({ animations: "disabled", caret: "hide" });
    if (taken.equals(last)) return taken;
    last = taken;
  }
  throw new Error("the page keeps changing");
}

function smaller(file: Buffer, { scale, width }: Picture) {
  return sharp(file)
    .removeAlpha()
    .resize({ width: Math.round(width * scale) })
    .raw()
    .toBuffer({ resolveWithObject: true });
}

export interface Difference {
  /** Pixels that a reader would see as different; null when the sizes differ. */
  pixels: number | null;
  /** What differs, in red, as a PNG file. */
  image: Buffer;
  text: string;
}

/** Colours that are nearer than this are the same. Shades of the edges of letters do not count at all. */
const THRESHOLD = 0.12;

export async function compare(now: Buffer, reference: Buffer): Promise<Difference> {
  const [one, other] = await Promise.all([pixels(now), pixels(reference)]);
  const { width, height } = one.info;
  if (width !== other.info.width || height !== other.info.height) {
    const text = `is ${width} × ${height} pixels, its reference ${other.info.width} × ${other.info.height}`;
    return { pixels: null, image: now, text };
  }
  const marked = Buffer.alloc(one.data.length);
  const count = pixelmatch(other.data, one.data, marked, width, height, { threshold: THRESHOLD, alpha: 0.3 });
  const image = await sharp(marked, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  return { pixels: count, image, text: `differs from its reference in ${count} pixels` };
}

const pixels = (file: Buffer) => sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
