// Key figures: a number, and its change to the compared range.
import type { ChartResult, Column, Row } from "../api/types.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import styles from "./key-figure.module.css";
import { asNumber } from "./series.ts";

export function KeyFigure({ result }: { result: ChartResult }) {
  const { columns, comparison } = result;
  const group = columns.findIndex(({ role }) => role !== "measure");
  const measures = columns.flatMap((column, index) => (column.role === "measure" ? [{ column, index }] : []));
  const formats = useFormats();
  const texts = useTexts();
  const largest = measures[0]?.index ?? 0;
  const sorted = [...result.rows].sort((a, b) => (asNumber(b[largest]) ?? 0) - (asNumber(a[largest]) ?? 0));
  const rows: Row[] = sorted.length > 0 ? sorted : [columns.map(() => null)];

  return (
    <div className={rows.length > MANY ? styles.many : undefined}>
      {rows.flatMap((row) =>
        measures.map(({ column, index }) => {
          const old = comparison?.rows.find((other) => group < 0 || other[group] === row[group])?.[index];
          const name = group < 0 ? "" : String(row[group] ?? "");
          return (
            <Figure
              key={`${name}${column.name}`}
              value={asNumber(row[index])}
              before={asNumber(old)}
              column={column}
              currency={name}
            />
          );
        }),
      )}
      {comparison && (
        <p className={styles.compared}>
          {texts.t("compared_with", { range: formats.range(comparison.from, comparison.to) })}
        </p>
      )}
    </div>
  );
}

/** More figures than this are written smaller. */
const MANY = 1;

interface FigureProps {
  value: number | null;
  before: number | null;
  column: Column;
  currency: string;
}

function Figure({ value, before, column, currency }: FigureProps) {
  const formats = useFormats();
  return (
    <p className={styles.figure}>
      <strong>{formats.measure(value, column.unit, currency)}</strong>
      <Change value={value} before={before} shownBefore={formats.measure(before, column.unit, currency)} />
    </p>
  );
}

function Change({ value, before, shownBefore }: { value: number | null; before: number | null; shownBefore: string }) {
  const { t } = useTexts();
  const formats = useFormats();
  if (value === null || before === null || before === 0)
    return <span className={styles.change}>{t("change_unknown")}</span>;
  const change = value / before - 1;
  const direction = change > 0 ? "up" : change < 0 ? "down" : "none";
  const spoken = t(`change_${direction}`, { change: formats.share(Math.abs(change)) });
  return (
    <span className={styles.change} data-direction={direction} title={t("previous_value", { value: shownBefore })}>
      <span aria-hidden="true">{`${{ up: "▲", down: "▼", none: "" }[direction]} ${formats.share(Math.abs(change))}`}</span>
      <span className="visually-hidden">{spoken}</span>
    </span>
  );
}
