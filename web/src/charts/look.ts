// What canvases need of the style sheet: colours as light-dark() resolved them, and the font.
export interface Look {
  ink: string;
  muted: string;
  line: string;
  gridLine: string;
  quiet: string;
  surface: string;
  sunken: string;
  accent: string;
  accentSoft: string;
  series: string[];
  font: string;
}

export const SERIES_COLOURS = 10;

export function readLook(element: Element = document.documentElement): Look {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: read("--ink"),
    muted: read("--muted"),
    line: read("--line"),
    gridLine: read("--grid-line"),
    quiet: read("--control-line"),
    surface: read("--surface"),
    sunken: read("--sunken"),
    accent: read("--accent"),
    accentSoft: read("--accent-soft"),
    series: Array.from({ length: SERIES_COLOURS }, (_, index) => read(`--series-${index + 1}`)),
    font: read("--font"),
  };
}

export function seriesColour(look: Look, index: number): string {
  return look.series[index % look.series.length] ?? look.ink;
}
