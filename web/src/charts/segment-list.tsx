// Stacked bars over names (operating systems and their versions): one line a name, one segment a version.
import type { ChartResult, Column, Value } from "../api/types.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import bars from "./bar-list.module.css";
import { ChangeCell } from "./change-cell.tsx";
import { useDrill } from "./chart-context.tsx";
import { relativeChange } from "./earlier.ts";
import styles from "./segment-list.module.css";
import { indexOf, seriesSet, total } from "./series.ts";
import { ValueButton } from "./value-button.tsx";

interface Segment {
  value: Value;
  amount: number;
}

interface Line {
  value: Value;
  whole: number;
  segments: Segment[];
}

const LABELLED_SHARE = 0.09;
const SHADES = 4;

export function SegmentList({ result, title }: { result: ChartResult; title: string }) {
  const texts = useTexts();
  const formats = useFormats();
  const drill = useDrill();
  const column = result.columns[indexOf(result.columns, "dimension", "row")];
  const part = result.columns[indexOf(result.columns, "series", "column")];
  const measure = result.columns[indexOf(result.columns, "measure")];
  if (!column || !part || !measure) return null;
  const lines = linesOf(result);
  const earlier =
    result.comparison &&
    new Map(linesOf({ ...result, rows: result.comparison.rows }).map(({ value, whole }) => [value, whole]));
  const largest = Math.max(1, ...lines.map(({ whole }) => whole));

  return (
    <table className={bars.list}>
      <caption className="visually-hidden">{title}</caption>
      <colgroup>
        <col className={styles.names} />
        <col />
        <col className={bars.amount} />
        {earlier && <col className={bars.change} />}
      </colgroup>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{texts.column(column.name)}</th>
          <th scope="col">{texts.column(part.name)}</th>
          <th scope="col">{texts.column(measure.name)}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={JSON.stringify(line.value)}>
            <th scope="row" className={styles.name}>
              <ValueButton column={column} value={line.value} drill={drill} />
            </th>
            <td className={styles.segments}>
              <Segments line={line} largest={largest} part={part} />
            </td>
            <td>{formats.measure(line.whole, measure.unit)}</td>
            {earlier && <ChangeCell change={relativeChange(line.whole, earlier.get(line.value) ?? null)} />}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Segments({ line, largest, part }: { line: Line; largest: number; part: Column }) {
  const formats = useFormats();
  return (
    <ul style={{ width: `${(100 * line.whole) / largest}%` }}>
      {line.segments.map(({ value, amount }, index) => {
        const name = formats.cell(value, part);
        const isWide = amount / largest > LABELLED_SHARE;
        return (
          <li
            key={name}
            data-shade={index % SHADES}
            title={`${name}: ${formats.measure(amount, "count")}`}
            style={{ flexGrow: amount }}
          >
            <span className={isWide ? undefined : "visually-hidden"}>{name}</span>
            <span className="visually-hidden">{`: ${formats.measure(amount, "count")}`}</span>
          </li>
        );
      })}
    </ul>
  );
}

function linesOf(result: ChartResult): Line[] {
  const set = seriesSet(result);
  return set.axis
    .map((value, index) => {
      const segments = set.series
        .map((series) => ({ value: series.value ?? null, amount: series.values[index] ?? 0 }))
        .filter(({ amount }) => amount > 0)
        .sort((a, b) => b.amount - a.amount);
      return { value, segments, whole: total(segments.map(({ amount }) => amount)) };
    })
    .sort((a, b) => b.whole - a.whole);
}
