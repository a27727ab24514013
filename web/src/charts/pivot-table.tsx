// A table with names in its first columns and measures in the others, sorted by a click on a heading.
import { type ReactNode, useState } from "react";
import type { ChartResult, Column, Row, Value } from "../api/types.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import { useDrill } from "./chart-context.tsx";
import { changeOf, earlierRows } from "./earlier.ts";
import styles from "./pivot-table.module.css";
import { asNumber } from "./series.ts";
import { ValueButton } from "./value-button.tsx";

interface Sorting {
  index: number;
  descending: boolean;
}

const COLLAPSED_ROWS = 12;
/** Tables of so few columns are not spread over the whole card. */
const NARROW = 3;

export function PivotTable({ result, title }: { result: ChartResult; title: string }) {
  const { t, ...texts } = useTexts();
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [isOpen, setOpen] = useState(false);
  const { columns } = result;
  const shown = columns.map((column, index) => ({ column, index })).filter(({ index }) => !isConstant(result, index));
  const rows = sorting === null ? result.rows : sortRows(result.rows, sorting);
  const headingOf = (column: Column): string => {
    const kind =
      column.name === "aggregation_dim"
        ? rows[0]?.[columns.findIndex(({ name }) => name === "aggregation_type")]
        : null;
    return typeof kind === "string" ? texts.value(kind) : texts.column(column.name);
  };
  const earlier = earlierRows(result);
  const visible = isOpen ? rows : rows.slice(0, COLLAPSED_ROWS);

  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} aria-label={title} tabIndex={0}>
        <table className={styles.pivot} data-narrow={shown.length <= NARROW ? "" : undefined}>
          <thead>
            <tr>
              {shown.map(({ column, index }) => (
                <Heading
                  key={column.name}
                  name={headingOf(column)}
                  column={column}
                  index={index}
                  sorting={sorting}
                  onSort={setSorting}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {visible.map((row) => (
              <tr key={JSON.stringify(row)}>
                {shown.map(({ column, index }) => (
                  <Cell
                    key={column.name}
                    column={column}
                    value={row[index] ?? null}
                    currency={currencyOf(columns, row)}
                  >
                    {earlier && column.role === "measure" && <Change change={changeOf(row, earlier(row), index)} />}
                  </Cell>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > COLLAPSED_ROWS && (
        <button type="button" className={styles.more} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? t("less") : `${t("more")} (${rows.length - COLLAPSED_ROWS})`}
        </button>
      )}
    </>
  );
}

interface HeadingProps {
  name: string;
  column: Column;
  index: number;
  sorting: Sorting | null;
  onSort: (sorting: Sorting) => void;
}

function Heading({ name, column, index, sorting, onSort }: HeadingProps) {
  const { t } = useTexts();
  const isSorted = sorting?.index === index;
  const isMeasure = column.role === "measure";
  const descending = isSorted ? !sorting.descending : isMeasure;
  return (
    <th
      scope="col"
      data-measure={isMeasure ? "" : undefined}
      aria-sort={isSorted ? (sorting.descending ? "descending" : "ascending") : undefined}
    >
      <button type="button" title={t("sort_by", { column: name })} onClick={() => onSort({ index, descending })}>
        {name}
        <span aria-hidden="true">{isSorted ? (sorting.descending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

interface CellProps {
  column: Column;
  value: Value;
  currency: string;
  children?: ReactNode;
}

function Cell({ column, value, currency, children }: CellProps) {
  const formats = useFormats();
  const drill = useDrill();
  if (column.role === "measure") {
    return (
      <td data-measure="">
        {formats.measure(value, column.unit, currency)}
        {children}
      </td>
    );
  }
  return (
    <th scope="row">
      <ValueButton column={column} value={value} drill={drill} />
    </th>
  );
}

function Change({ change }: { change: number | null }) {
  const formats = useFormats();
  return <span className={styles.change}>{change === null ? "–" : formats.change(change)}</span>;
}

/** A column that says the same in every line, such as the kind of traffic, is in the selector already. */
function isConstant({ columns, rows }: ChartResult, index: number): boolean {
  return columns[index]?.name === "aggregation_type" && new Set(rows.map((row) => row[index])).size <= 1;
}

function currencyOf(columns: readonly Column[], row: Row): string {
  return String(row[columns.findIndex(({ name }) => name === "currency")] ?? "");
}

export function sortRows(rows: readonly Row[], { index, descending }: Sorting): Row[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [one, other] = [a[index] ?? null, b[index] ?? null];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const [number, second] = [asNumber(one), asNumber(other)];
    if (number !== null && second !== null) return sign * (number - second);
    return sign * String(one).localeCompare(String(other));
  });
}
