// What a reader must know to read a chart rightly: filters and comparisons that do not apply to it, and days and rows that are
// missing.
import type { Chart, ChartResult } from "../api/types.ts";
import { ignoredFilters, isByHour, showsComparison } from "../state/chart-request.ts";
import { useView } from "../state/use-view.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import { useChartPlace } from "./chart-context.tsx";
import styles from "./chart-notes.module.css";
import { useFixedNotes } from "./fixed-notes.ts";

/** Of a day in a time. */
const DAY_LENGTH = 10;

export function ChartNotes({ chart, result }: { chart: Chart; result: ChartResult | undefined }) {
  const [view] = useView();
  const { t } = useTexts();
  const formats = useFormats();
  const { fixed } = useChartPlace();
  const notes = useFixedNotes();
  if (result && isByHour(chart)) notes.push(t("of_day", { day: formats.longDay(result.to) }));
  const ignored = ignoredFilters(chart, view, fixed).map((filter) => t(filter).toLowerCase());
  if (ignored.length > 0) {
    const [first = "", second] = ignored;
    notes.push(t("not_filtered", { filters: second ? t("filter_list_and", { first, second }) : first }));
  }
  if (view.comparison !== "none" && !showsComparison(chart)) notes.push(t("not_compared"));
  const show = (count: number) => formats.measure(count, "count");
  if (result?.is_truncated && chart.kind !== "table") {
    notes.push(t("rows_cut", { count: show(result.rows.length), total: show(result.total_rows) }));
  }
  if (result?.comparison?.is_truncated) notes.push(t("comparison_cut"));
  if (result?.data_until && result.data_until < result.to.slice(0, DAY_LENGTH)) {
    notes.push(t("chart_data_until", { day: formats.day(result.data_until) }));
  }
  if (result?.isOld) notes.push(t("chart_is_old"));
  if (notes.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
