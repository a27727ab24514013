// Colours: text can be read, series can be told apart from their ground, and from each other with each kind of colour blindness.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contrast, parse } from "../src/charts/options/colour-scale.ts";

const TEXT_CONTRAST = 4.5;
const GRAPHIC_CONTRAST = 3;
/** In CIELAB; 2.3 is a just noticeable difference. */
const LEAST_DIFFERENCE = 14;
/** Series that charts draw beside each other without a name at each of them. */
const NEIGHBOURS = 6;

const css = readFileSync("src/styles/tokens.css", "utf8");
const themes = { light: colours(0), dark: colours(1) };

function colours(index: 0 | 1): Map<string, string> {
  return new Map(
    [...css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g)].map(([, name = "", light = "", dark = ""]) => [
      name,
      [light, dark][index] ?? "",
    ]),
  );
}

/** Machado, Oliveira and Fernandes 2009, complete deficiency. */
const BLINDNESS = {
  none: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

type Triple = [number, number, number];
const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

function apply(matrix: number[], [a, b, c]: Triple): Triple {
  const row = (at: number): number => (matrix[at] ?? 0) * a + (matrix[at + 1] ?? 0) * b + (matrix[at + 2] ?? 0) * c;
  return [row(0), row(3), row(6)];
}

function lab(colour: string, blindness: number[]): Triple {
  const seen = apply(blindness, parse(colour).map((channel) => linear(channel / 255)) as Triple);
  const xyz = apply([0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505], seen);
  const f = (value: number): number => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const [x, y, z] = [f(xyz[0] / 0.95047), f(xyz[1]), f(xyz[2] / 1.08883)];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const series = (theme: Map<string, string>): string[] =>
  Array.from({ length: 10 }, (_, index) => theme.get(`series-${index + 1}`) ?? "");

for (const [name, theme] of Object.entries(themes)) {
  const get = (token: string): string => theme.get(token) ?? "";
  test(`text can be read, ${name}`, () => {
    const pairs = ["ink", "muted", "accent", "good", "bad"].flatMap((text) =>
      ["surface", "ground"].map((ground) => [text, ground]),
    );
    pairs.push(
      ["muted", "sunken"],
      ["ink", "sunken"],
      ["accent", "accent-soft"],
      ["ink", "accent-soft"],
      ["ink", "warn-soft"],
      ["surface", "accent"],
    );
    const weak = pairs.filter(([text = "", ground = ""]) => contrast(get(text), get(ground)) < TEXT_CONTRAST);
    expect(weak).toEqual([]);
  });

  test(`series and borders of controls stand out from the ground, ${name}`, () => {
    const weak = [...series(theme), get("control-line")].filter(
      (colour) => contrast(colour, get("surface")) < GRAPHIC_CONTRAST,
    );
    expect(weak).toEqual([]);
  });

  for (const [kind, matrix] of Object.entries(BLINDNESS)) {
    test(`the first ${NEIGHBOURS} series differ, ${name}, ${kind}`, () => {
      const seen = series(theme)
        .slice(0, NEIGHBOURS)
        .map((colour) => lab(colour, matrix));
      const close = seen.flatMap((one, i) =>
        seen.slice(i + 1).flatMap((other, j) => {
          const difference = Math.hypot(...one.map((value, axis) => value - (other[axis] ?? 0)));
          return difference < LEAST_DIFFERENCE ? [`${i + 1} and ${i + j + 2}: ${difference.toFixed(1)}`] : [];
        }),
      );
      expect(close).toEqual([]);
    });
  }
}
