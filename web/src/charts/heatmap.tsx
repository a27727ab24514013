// Retention by cohort: a line a cohort, a column a number of days after its first. A table with filled cells.
import { parseDate } from "@internationalized/date";
import type { ReactNode } from "react";
import type { ChartResult, Value } from "../api/types.ts";
import { useFormats, useTexts } from "../texts/language.tsx";
import { useDrill } from "./chart-context.tsx";
import styles from "./heatmap.module.css";
import { asNumber } from "./series.ts";
import { ValueButton } from "./value-button.tsx";

export interface Cohort {
  day: Value;
  size: number | null;
  /** Share and number of users by distance in days. */
  cells: Map<number, { share: number | null; users: number | null }>;
}

export function Heatmap({ result, title }: { result: ChartResult; title: string }) {
  const texts = useTexts();
  const formats = useFormats();
  const drill = useDrill();
  const row = result.columns.find(({ role }) => role === "row");
  if (!row) return null;
  const cohorts = cohortsOf(result);
  const { comparison } = result;
  return (
    <CohortTable
      title={title}
      cohorts={cohorts}
      together={
        comparison === null
          ? []
          : [
              together(texts.t("these_cohorts"), cohorts),
              together(texts.t("compared_days"), cohortsOf({ ...result, rows: comparison.rows })),
            ]
      }
      firstName={texts.column(row.name)}
      distanceName={(distance) => `+${texts.plural("days", distance, String(distance))}`}
    >
      {(day) => <ValueButton column={row} value={day} drill={drill} text={formats.shortDay(String(day))} />}
    </CohortTable>
  );
}

interface CohortTableProps {
  title: string;
  cohorts: Cohort[];
  /** Lines above the cohorts, with a name instead of a day. */
  together?: Cohort[];
  firstName: string;
  distanceName: (distance: number) => string;
  /** The head of a cohort's row. */
  children: (day: Value) => ReactNode;
}

export function CohortTable({ title, cohorts, together = [], firstName, distanceName, children }: CohortTableProps) {
  const texts = useTexts();
  const formats = useFormats();
  const distances = Array.from(
    { length: 1 + Math.max(0, ...[...together, ...cohorts].flatMap(({ cells }) => [...cells.keys()])) },
    (_, day) => day,
  );

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.scroll} aria-label={title} tabIndex={0}>
      <table className={styles.heatmap}>
        <thead>
          <tr>
            <th scope="col">{firstName}</th>
            <th scope="col">{texts.t("cohort_size")}</th>
            {distances.map((distance) => (
              <th scope="col" key={distance}>
                <abbr title={distanceName(distance)}>{distance}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...together, ...cohorts].map(({ day, size, cells }, line) => (
            <tr key={String(day)} data-together={line < together.length ? "" : undefined}>
              <th scope="row">{line < together.length ? String(day) : children(day)}</th>
              <td className={styles.size}>{formats.measure(size, "count")}</td>
              {distances.map((distance) => (
                <Cell key={distance} cell={cells.get(distance)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ cell }: { cell: { share: number | null; users: number | null } | undefined }) {
  const formats = useFormats();
  const texts = useTexts();
  if (cell?.share == null) return <td />;
  const users =
    cell.users === null ? "" : ` · ${texts.plural("users", cell.users, formats.measure(cell.users, "count"))}`;
  const isStrong = cell.share > STRONG;
  const strength = isStrong ? 100 : Math.round(Math.sqrt(cell.share) * PALE);
  return (
    <td
      title={`${formats.share(cell.share)}${users}`}
      data-strong={isStrong ? "" : undefined}
      style={{ "--strength": `${strength}%` } as React.CSSProperties}
    >
      {Math.round(cell.share * 100)}
    </td>
  );
}

/** Only the first day of a cohort and the like; all other cells stay so pale that ink is readable on them. */
const STRONG = 0.9;
const PALE = 57;

function cohortsOf({ columns, rows }: ChartResult): Cohort[] {
  const first = columns.findIndex(({ role }) => role === "row");
  const later = columns.findIndex(({ role }) => role === "column");
  const share = columns.findIndex(({ unit }) => unit === "share");
  const users = columns.findIndex(({ name }) => name === "users");
  const size = columns.findIndex(({ name }) => name === "cohort_users");
  const cohorts = new Map<Value, Cohort>();
  for (const row of rows) {
    const day = row[first] ?? null;
    const cohort = cohorts.get(day) ?? { day, size: asNumber(row[size]), cells: new Map() };
    cohorts.set(day, cohort);
    cohort.cells.set(distanceOf(day, row[later] ?? null), { share: asNumber(row[share]), users: asNumber(row[users]) });
  }
  return [...cohorts.values()];
}

/** All cohorts as one: at each distance the share of those that have got that far, weighed by their size. */
function together(name: string, cohorts: Cohort[]): Cohort {
  const sums = new Map<number, { users: number; size: number }>();
  for (const { size, cells } of cohorts) {
    for (const [distance, { users }] of cells) {
      const sum = sums.get(distance) ?? { users: 0, size: 0 };
      sums.set(distance, { users: sum.users + (users ?? 0), size: sum.size + (size ?? 0) });
    }
  }
  return {
    day: name,
    size: cohorts.reduce((sum, { size }) => sum + (size ?? 0), 0),
    cells: new Map([...sums].map(([at, { users, size }]) => [at, { users, share: size === 0 ? null : users / size }])),
  };
}

function distanceOf(first: Value, later: Value): number {
  if (typeof later === "number") return later;
  return parseDate(String(later).slice(0, 10)).compare(parseDate(String(first).slice(0, 10)));
}
