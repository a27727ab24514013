// Bars with their names and values on them: a table, so that it can be read and operated without a mouse.
import type { ChartResult } from "../api/types.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import styles from "./bar-list.module.css";
import { useDrill } from "./chart-context.tsx";
import { changeOf, earlierRows } from "./earlier.ts";
import { asNumber, indexOf } from "./series.ts";
import { ValueButton } from "./value-button.tsx";

export function BarList({ result, title }: { result: ChartResult; title: string }) {
  const texts = useTexts();
  const formats = useFormats();
  const drill = useDrill();
  const at = indexOf(result.columns, "dimension", "row");
  const measureAt = indexOf(result.columns, "measure");
  const column = result.columns[at];
  const measure = result.columns[measureAt];
  if (!column || !measure) return null;

  const largest = Math.max(0, ...result.rows.map((row) => asNumber(row[measureAt]) ?? 0));
  const earlier = earlierRows(result);

  return (
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
        {result.rows.map((row) => {
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
  );
}
