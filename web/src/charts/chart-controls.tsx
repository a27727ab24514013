// The selectors and the top-N control of a chart.
import { useState } from "react";
import { useSuggestions } from "../api/analyses.ts";
import type { Chart, ChartResult, Selector } from "../api/types.ts";
import { Choice } from "../shell/choice.tsx";
import { MultiChoice } from "../shell/multi-choice.tsx";
import { isFixed } from "../state/fixed-parameters.ts";
import { useView } from "../state/use-view.ts";
import { TOP_CHOICES } from "../state/view.ts";
import { useTexts } from "../texts/language.tsx";
import { useChartPlace } from "./chart-context.tsx";
import styles from "./chart-controls.module.css";

const EVENT_NAME = "event_name";

export function ChartControls({ chart, result }: { chart: Chart; result: ChartResult | undefined }) {
  const [view, change] = useView();
  const { t } = useTexts();
  const { fixed } = useChartPlace();
  // The open selectors of tables are fields of the sheet (sheets/sheet-fields.tsx).
  const selectors = chart.selectors.filter(
    ({ name, values }) => (values !== null || chart.kind !== "table") && !isFixed(fixed, name),
  );
  const hasTop = chart.top !== null && !isFixed(fixed, "top");
  if (selectors.length === 0 && !hasTop) return null;
  const tops = [...new Set([...TOP_CHOICES, chart.top ?? 0, view.tops[chart.id] ?? 0])]
    .filter((n) => n > 0)
    .sort((a, b) => a - b);
  return (
    <div className={styles.controls}>
      {selectors.map((selector) => (
        <SelectorControl key={selector.name} selector={selector} result={result} />
      ))}
      {hasTop && (
        <Choice
          label={t("top")}
          value={String(view.tops[chart.id] ?? chart.top)}
          options={tops.map((count) => ({ id: String(count), name: t("top_n", { count }) }))}
          onChange={(top) => change({ tops: { ...view.tops, [chart.id]: Number(top) } })}
          isQuiet
        />
      )}
    </div>
  );
}

function SelectorControl({ selector, result }: { selector: Selector; result: ChartResult | undefined }) {
  const [view, change] = useView();
  const texts = useTexts();
  const chosen = view.selectors[selector.name] ?? [];
  const set = (values: string[]) => change({ selectors: { ...view.selectors, [selector.name]: values } });
  const label = texts.selector(selector.name);
  if (selector.values === null) {
    return <OpenSelector name={selector.name} result={result} label={label} chosen={chosen} onChange={set} />;
  }
  return (
    <Choice
      label={label}
      value={chosen[0] ?? selector.default ?? ""}
      options={selector.values.map((id) => ({ id, name: texts.value(id) }))}
      onChange={(value) => set(value === selector.default ? [] : [value])}
      isQuiet
    />
  );
}

interface OpenSelectorProps {
  name: string;
  result: ChartResult | undefined;
  label: string;
  chosen: string[];
  onChange: (values: string[]) => void;
}

/** Its options are what is chosen, the events that the metadata scan has found, and what the chart has shown so far. */
function OpenSelector({ name, result, label, chosen, onChange }: OpenSelectorProps) {
  const { app } = useChartPlace();
  const { t } = useTexts();
  const { data: suggestions } = useSuggestions(app.id);
  const [seen, setSeen] = useState<string[]>([]);
  const column = result?.columns.findIndex((one) => one.name === name) ?? -1;
  const shown = result?.rows.map((row) => row[column]).filter((value) => typeof value === "string") ?? [];
  const added = [...new Set(shown)].filter((value) => !seen.includes(value));
  if (added.length > 0) setSeen([...seen, ...added]);
  const scanned = name === EVENT_NAME ? (suggestions?.events.map((event) => event.name) ?? []) : [];
  const values = [...new Set([...chosen, ...scanned, ...seen])];
  return (
    <MultiChoice
      label={label}
      all={t("any")}
      options={values.map((id) => ({ id, name: id }))}
      chosen={chosen}
      onChange={onChange}
      isQuiet
    />
  );
}
