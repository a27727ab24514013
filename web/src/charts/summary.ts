// The text alternative of a drawn chart: what it shows, and the facts a reader would take from it at a glance.
import type { ChartResult } from "../api/types.ts";
import type { Formats } from "../format/formats.ts";
import type { TextKey, Texts } from "../texts/texts.ts";
import { measuresOf, type Series, type SeriesSet, seriesSet, total } from "./series.ts";

const MAX_SENTENCES = 6;

export function summaryOf(
  result: ChartResult,
  kind: string,
  texts: Texts,
  formats: Formats,
  title = texts.chart(result.chart),
): string {
  const key = `summary_${kind}` as TextKey;
  const begin = texts.t(key, { chart: title, range: formats.range(result.from, result.to) });
  const set = seriesSet(result);
  const overTime = set.dimension && ["day", "week", "hour", "integer"].includes(set.dimension.type);
  const sentences = overTime ? seriesSentences(set, texts, formats) : partSentences(set, texts, formats);
  const left = sentences.length - MAX_SENTENCES;
  const more = left > 0 ? [texts.t("summary_more", { count: left })] : [];
  return [begin, ...sentences.slice(0, MAX_SENTENCES), ...more].join(" ");
}

export function seriesName(series: Series, set: SeriesSet, texts: Texts, formats: Formats): string {
  if (series.value === undefined || !set.seriesColumn) return texts.column(series.column.name);
  return formats.cell(series.value, set.seriesColumn);
}

function seriesSentences(set: SeriesSet, texts: Texts, formats: Formats): string[] {
  const at = (index: number): string => {
    const value = set.axis[index] ?? null;
    return set.dimension ? formats.cell(value, set.dimension) : String(value);
  };
  return set.series.flatMap((series) => {
    const known = series.values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
    const first = known[0];
    const last = known.at(-1);
    if (!first || !last) return [];
    const min = known.reduce((a, b) => (b.value < a.value ? b : a));
    const max = known.reduce((a, b) => (b.value > a.value ? b : a));
    const show = (value: number) => formats.measure(value, series.column.unit);
    return texts.t("summary_series", {
      name: seriesName(series, set, texts, formats),
      first: show(first.value),
      last: show(last.value),
      min: show(min.value),
      min_at: at(min.index),
      max: show(max.value),
      max_at: at(max.index),
    });
  });
}

function partSentences(set: SeriesSet, texts: Texts, formats: Formats): string[] {
  const first = set.series[0];
  const dimension = set.dimension;
  if (!first || !dimension) return [];
  const whole = total(first.values);
  return set.axis
    .map((name, index) => ({ name, value: first.values[index] ?? 0 }))
    .sort((a, b) => b.value - a.value)
    .map(({ name, value }) =>
      texts.t("summary_parts", {
        name: formats.cell(name, dimension),
        value: formats.measure(value, first.column.unit),
        share: formats.share(whole === 0 ? 0 : value / whole),
      }),
    );
}

export function hasRows(result: ChartResult): boolean {
  const measures = measuresOf(result.columns).map((column) => result.columns.indexOf(column));
  return result.rows.some((row) => measures.length === 0 || measures.some((index) => row[index] !== null));
}
