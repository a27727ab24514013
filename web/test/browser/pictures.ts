// Pictures of pages, the same on each call: fixed data (the stand-in's), time, fonts (tests/console/fonts.conf) and palette. Nothing
// is scrolled or resized: the window is as high as the page, and the picture its upper part.
import pixelmatch from "pixelmatch";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { TALL, visit } from "./opening.ts";

export interface Picture {
  /** Of the file, without its ending. */
  name: string;
  path: string;
  /** What the page shows when it is complete, besides its frame. */
  shows: string;
  look: "light" | "dark";
  /** Of the part of the page. */
  width: number;
  height: number;
  /** Of the picture, by that of the page. */
  scale: number;
}

/** Of what the palette of a file has; pages have few colours besides the shades of letters. */
const COLOURS = 64;
/** The time of the stand-in (tests/console/run). */
const NOW = process.env.STAND_IN_NOW ?? "2026-11-30T09:00:00Z";
const TRIES = 200;

/** Takes a picture of a page that is drawn completely, as a PNG file. `change` is made before. */
export function take(picture: Picture, change?: (page: Page) => Promise<void>): Promise<Buffer> {
  const { path, shows, look, width, height, scale } = picture;
  const opening = {
    shows,
    colorScheme: look,
    reducedMotion: "reduce",
    viewport: { ...TALL, width },
    now: NOW,
  } as const;
  return visit(path, opening, async (page) => {
    await page.evaluate(() => document.fonts.ready);
    await change?.(page);
    const taken = await steady(page, { x: 0, y: 0, width, height });
    return sharp(taken)
      .removeAlpha()
      .resize({ width: Math.round(width * scale) })
      .png({ palette: true, colours: COLOURS, dither: 0, effort: 10 })
      .toBuffer();
  });
}

/** A part of the page as soon as it does not change any more. */
async function steady(page: Page, clip: { x: number; y: number; width: number; height: number }): Promise<Buffer> {
  let last: Buffer = Buffer.alloc(0);
  for (let tries = 0; tries < TRIES; tries++) {
    const taken = await page.screenshot({ animations: "disabled", caret: "hide", clip });
    if (taken.equals(last)) return taken;
    last = taken;
  }
  throw new Error("the page keeps changing");
}

export interface Difference {
  /** The share of pixels that a reader would see as different; null when the sizes differ. */
  share: number | null;
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
    return { share: null, image: now, text };
  }
  const marked = Buffer.alloc(one.data.length);
  const count = pixelmatch(other.data, one.data, marked, width, height, { threshold: THRESHOLD, alpha: 0.3 });
  const image = await sharp(marked, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  const share = count / (width * height);
  return { share, image, text: `differs from its reference in ${(100 * share).toFixed(2)} % of its pixels` };
}

const pixels = (file: Buffer) => sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
