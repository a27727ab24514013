// Bars with their names and values on them: a table, so that it can be read and operated without a mouse.
import { useState } from "react";
import type { ChartResult } from "../api/types.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import styles from "./bar-list.module.css";
import { useChartPlace, useDrill } from "./chart-context.tsx";
import { changeOf, earlierRows } from "./earlier.ts";
import { asNumber, indexOf } from "./series.ts";
import { ValueButton } from "./value-button.tsx";

const COLLAPSED_ROWS = 10;

export function BarList({ result, title }: { result: ChartResult; title: string }) {
  const texts = useTexts();
  const formats = useFormats();
  const drill = useDrill();
  const { chart } = useChartPlace();
  const [isOpen, setOpen] = useState(false);
  // Where a number can be chosen, that many are shown.
  const most = chart.top === null ? COLLAPSED_ROWS : result.rows.length;
  const at = indexOf(result.columns, "dimension", "row");
  const measureAt = indexOf(result.columns, "measure");
  const column = result.columns[at];
  const measure = result.columns[measureAt];
  if (!column || !measure) return null;

  const largest = Math.max(0, ...result.rows.map((row) => asNumber(row[measureAt]) ?? 0));
  const earlier = earlierRows(result);

  const visible = isOpen || result.rows.length <= most + 1 ? result.rows : result.rows.slice(0, most);

  return (
    <>
      <table className={styles.list}>
        <caption className="visually-hidden">{title}</caption>
        <colgroup>
          <col />
          <col className={styles.amount} />
          {earlier && <col className={styles.change} />}
        </colgroup>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{texts.column(column.name)}</th>
            <th scope="col">{texts.column(measure.name)}</th>
          </tr>
        </thead>
        <tbody>
          {visible.map((row) => {
            const value = row[at] ?? null;
            const amount = asNumber(row[measureAt]) ?? 0;
            const change = earlier && changeOf(row, earlier(row), measureAt);
            return (
              <tr key={JSON.stringify(value)}>
                <th scope="row">
                  <span className={styles.bar} style={{ width: largest > 0 ? `${(100 * amount) / largest}%` : 0 }} />
                  <span className={styles.name}>
                    <ValueButton column={column} value={value} drill={drill} />
                  </span>
                </th>
                <td>{formats.measure(amount, measure.unit)}</td>
                {earlier && <td className={styles.before}>{change === null ? "–" : formats.change(change)}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
      {result.rows.length > most + 1 && (
        <button type="button" className={styles.more} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? texts.t("less") : `${texts.t("more")} (${result.rows.length - most})`}
        </button>
      )}
    </>
  );
}
