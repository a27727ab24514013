// The rows of a result as they came: the table under each chart, and the sheet Details.
import type { Column, Row } from "../api/types.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import { useDrill } from "./chart-context.tsx";
import styles from "./data-table.module.css";
import { ValueButton } from "./value-button.tsx";

export interface DataTableProps {
  columns: Column[];
  rows: Row[];
  title: string;
}

export function DataTable({ columns, rows, title }: DataTableProps) {
  const texts = useTexts();
  const formats = useFormats();
  const drill = useDrill();
  const currency = columns.findIndex(({ name }) => name === "currency");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.scroll} aria-label={title} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" key={column.name} data-number={isNumber(column) ? "" : undefined}>
                {texts.column(column.name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity, and are replaced as a whole
            <tr key={line}>
              {columns.map((column, index) => (
                <td
                  key={column.name}
                  data-number={isNumber(column) ? "" : undefined}
                  data-code={column.type === "json" ? "" : undefined}
                >
                  {isNumber(column) ? (
                    formats.cell(row[index] ?? null, column, String(row[currency] ?? ""))
                  ) : (
                    <ValueButton column={column} value={row[index] ?? null} drill={drill} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const isNumber = ({ role, type }: Column): boolean => role === "measure" || type === "integer" || type === "number";
