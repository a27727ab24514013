// A table of a result with names of its own, numbers aligned, and bars where shares are compared.
import type { ReactNode } from "react";
import table from "../charts/data-table.module.css";
import styles from "./result-table.module.css";

export interface ResultColumn {
  name: string;
  isNumber?: boolean;
}

export interface ResultRow {
  key: string;
  cells: ReactNode[];
  isTotal?: boolean;
}

export function ResultTable({ title, columns, rows }: { title: string; columns: ResultColumn[]; rows: ResultRow[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={table.scroll} aria-label={title} tabIndex={0}>
      <table className={`${table.table} ${styles.table}`}>
        <thead>
          <tr>
            {columns.map(({ name, isNumber }) => (
              <th scope="col" key={name} data-number={isNumber ? "" : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells, isTotal }) => (
            <tr key={key} data-total={isTotal ? "" : undefined}>
              {columns.map(({ name, isNumber }, at) =>
                at === 0 ? (
                  <th scope="row" key={name}>
                    {cells[at]}
                  </th>
                ) : (
                  <td key={name} data-number={isNumber ? "" : undefined}>
                    {cells[at]}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A share as a bar behind its text. */
export function ShareBar({ share, children }: { share: number; children: ReactNode }) {
  return (
    <span className={styles.share}>
      <span className={styles.bar} style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
      <span className={styles.text}>{children}</span>
    </span>
  );
}
