// What the place of a chart fixes, in words.
import { NOT_SET } from "../api/types.ts";
import { isFixed } from "../state/fixed-parameters.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import { useChartPlace } from "./chart-context.tsx";

/** Of a day in a time. */
const DAY_LENGTH = 10;

/** One note, or none. */
export function useFixedNotes(): string[] {
  const { chart, fixed } = useChartPlace();
  const { t, ...texts } = useTexts();
  const formats = useFormats();
  const parts: string[] = [];
  const named = (name: string, values: readonly string[]) =>
    `${name} ${values.map((value) => (value === NOT_SET ? t("not_set") : texts.value(value))).join(", ")}`;
  const days = (from: string, to: string) =>
    formats.range(fixed[from]?.[0]?.slice(0, DAY_LENGTH) ?? "", fixed[to]?.[0]?.slice(0, DAY_LENGTH) ?? "");
  if (isFixed(fixed, "from") && isFixed(fixed, "to")) parts.push(days("from", "to"));
  if (isFixed(fixed, "compare_from") && isFixed(fixed, "compare_to")) {
    parts.push(t("compared_with", { range: days("compare_from", "compare_to") }));
  }
  for (const filter of ["platform", "country"] as const) {
    if (isFixed(fixed, filter)) parts.push(named(t(filter), fixed[filter] ?? []));
  }
  for (const { name } of chart.selectors) {
    if (isFixed(fixed, name)) parts.push(named(texts.selector(name), fixed[name] ?? []));
  }
  if (isFixed(fixed, "top")) parts.push(t("top_n", { count: fixed.top?.[0] ?? "" }));
  return parts.length > 0 ? [t("always", { parameters: parts.join(" · ") })] : [];
}
