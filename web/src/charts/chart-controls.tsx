// The selectors and the top-N control of a chart.
import type { Chart, ChartResult, Selector } from "../api/types.ts";
import { Choice } from "../shell/choice.tsx";
import { MultiChoice } from "../shell/multi-choice.tsx";
import { useView } from "../state/use-view.ts";
import { TOP_CHOICES } from "../state/view.ts";
import { useTexts } from "../texts/language.tsx";
import styles from "./chart-controls.module.css";

export function ChartControls({ chart, result }: { chart: Chart; result: ChartResult | undefined }) {
  const [view, change] = useView();
  const { t } = useTexts();
  // The open selectors of tables are fields of the sheet (sheets/sheet-fields.tsx).
  const selectors = chart.selectors.filter(({ values }) => values !== null || chart.kind !== "table");
  if (selectors.length === 0 && chart.top === null) return null;
  const tops = [...new Set([...TOP_CHOICES, chart.top ?? 0, view.tops[chart.id] ?? 0])]
    .filter((n) => n > 0)
    .sort((a, b) => a - b);
  return (
    <div className={styles.controls}>
      {selectors.map((selector) => (
        <SelectorControl key={selector.name} selector={selector} result={result} />
      ))}
      {chart.top !== null && (
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
    const column = result?.columns.findIndex(({ name }) => name === selector.name) ?? -1;
    const found = result?.rows.map((row) => row[column]).filter((value) => typeof value === "string") ?? [];
    const values = [...new Set([...chosen, ...found])];
    return (
      <MultiChoice
        label={label}
        all={texts.t("any")}
        options={values.map((id) => ({ id, name: id }))}
        chosen={chosen}
        onChange={set}
        isQuiet
      />
    );
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
