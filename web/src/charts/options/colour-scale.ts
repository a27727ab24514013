// Mixes two colours of the style sheet, which the browser gives as rgb() or #rrggbb.
type Rgb = [number, number, number];

export function mix(from: string, to: string, part: number): string {
  const a = parse(from);
  const b = parse(to);
  const at = (index: 0 | 1 | 2): number => Math.round(a[index] + (b[index] - a[index]) * part);
  return `rgb(${at(0)}, ${at(1)}, ${at(2)})`;
}

export function parse(colour: string): Rgb {
  if (colour.startsWith("#")) {
    const number = Number.parseInt(colour.slice(1), 16);
    return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
  }
  const numbers = colour.match(/[\d.]+/g)?.map(Number) ?? [];
  return [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
}

/** Relative luminance and contrast by WCAG 2. */
export function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = parse(colour).map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}
