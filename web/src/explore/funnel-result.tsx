// How far entities get: a bar a step, the share of the step before and of the first, by group and over time.
import { useMemo } from "react";
import type { AnalysisResult, Row } from "../api/types.ts";
import { useFormats, useLanguage } from "../texts/language.tsx";
import styles from "./funnel-result.module.css";
import { useGroupName, useMatchName } from "./names.ts";
import { PeriodChart } from "./period-chart.tsx";
import type { EventMatch, Question } from "./question.ts";
import { ResultTable } from "./result-table.tsx";
import { granularityOf, periodsOf, type Rows, rowsOf } from "./rows.ts";

export function FunnelResult({ result }: { result: AnalysisResult }) {
  const { texts } = useLanguage();
  const { steps } = result.description as Question;
  const matches = Array.isArray(steps) ? steps : [];
  const rows = rowsOf(result);
  return (
    <div className={styles.parts}>
      <StepBars result={result} matches={matches} />
      {rows.has("group") && <GroupTable rows={rows} matches={matches} />}
      <h3 className={styles.heading}>{texts.explore("conversion_over_time")}</h3>
      <ConversionChart result={result} last={matches.length} />
    </div>
  );
}

function counts(rows: Rows, row: Row | undefined, steps: number): number[] {
  return Array.from({ length: steps }, (_, at) => rows.number(row, `step_${at + 1}`) ?? 0);
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function StepBars({ result, matches }: { result: AnalysisResult; matches: EventMatch[] }) {
  const { texts } = useLanguage();
  const formats = useFormats();
  const nameOf = useMatchName();
  const rows = rowsOf(result);
  const before = rowsOf(result, true);
  const numbers = counts(rows, rows.scoped("total")[0], matches.length);
  const earlier = counts(before, before.scoped("total")[0], matches.length);
  const first = numbers[0] ?? 0;
  const compared = result.comparison !== null;

  return (
    <table className={styles.steps}>
      <caption className="visually-hidden">{texts.explore("kind_funnel")}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.explore("step")}</th>
          <th scope="col" className={styles.wide}>
            <span className="visually-hidden">{texts.explore("share_of_first")}</span>
          </th>
          <th scope="col">
            {texts.explore((result.description as Question).entity === "events" ? "entity_events" : "entity_users")}
          </th>
          <th scope="col">{texts.explore("of_step_before")}</th>
          <th scope="col">{texts.explore("of_first_step")}</th>
          {compared && <th scope="col">{texts.explore("before")}</th>}
        </tr>
      </thead>
      <tbody>
        {matches.map((match, at) => {
          const number = numbers[at] ?? 0;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are what stands at a place
            <tr key={at}>
              <th scope="row">
                <span className={styles.number}>{at + 1}</span>
                {nameOf(match)}
              </th>
              <td className={styles.wide} aria-hidden="true">
                <span className={styles.track}>
                  <span
                    className={styles.lost}
                    style={{ width: `${100 * share(numbers[at - 1] ?? number, first)}%` }}
                  />
                  <span className={styles.bar} style={{ width: `${100 * share(number, first)}%` }} />
                </span>
              </td>
              <td className={styles.count}>{formats.measure(number, "count")}</td>
              <td>{at === 0 ? "–" : formats.share(share(number, numbers[at - 1] ?? 0))}</td>
              <td>{formats.share(share(number, first))}</td>
              {compared && <td className={styles.before}>{formats.share(share(earlier[at] ?? 0, earlier[0] ?? 0))}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function GroupTable({ rows, matches }: { rows: Rows; matches: EventMatch[] }) {
  const { texts } = useLanguage();
  const formats = useFormats();
  const groupName = useGroupName();
  return (
    <ResultTable
      title={texts.explore("by_group")}
      columns={[
        { name: texts.explore("group") },
        ...matches.map((_, at) => ({ name: texts.explore("step_n", { number: at + 1 }), isNumber: true })),
        { name: texts.explore("overall"), isNumber: true },
      ]}
      rows={rows.scoped("group").map((row) => {
        const numbers = counts(rows, row, matches.length);
        return {
          key: JSON.stringify(rows.value(row, "group")),
          cells: [
            groupName(rows.value(row, "group")),
            ...numbers.map((number) => formats.measure(number, "count")),
            formats.share(share(numbers.at(-1) ?? 0, numbers[0] ?? 0)),
          ],
        };
      })}
    />
  );
}

function ConversionChart({ result, last }: { result: AnalysisResult; last: number }) {
  const { texts } = useLanguage();
  const granularity = granularityOf(result);
  const name = texts.explore("overall");
  const chart = useMemo(() => {
    const conversions = (compared: boolean, days: string[]): (number | null)[] => {
      const rows = rowsOf(result, compared);
      const byPeriod = new Map(
        rows.scoped("period").map((row) => {
          const entries = rows.number(row, "step_1") ?? 0;
          const converted = entries === 0 ? null : (rows.number(row, `step_${last}`) ?? 0) / entries;
          return [String(rows.value(row, "period")).slice(0, 10), converted];
        }),
      );
      return days.map((day) => byPeriod.get(day) ?? null);
    };
    const periods = periodsOf(result.from, result.to, granularity);
    const others = result.comparison ? periodsOf(result.comparison.from, result.comparison.to, granularity) : [];
    return {
      periods,
      others,
      series: [{ name, values: conversions(false, periods), compared: conversions(true, others) }],
    };
  }, [result, granularity, last, name]);
  return (
    <PeriodChart
      result={result}
      title={texts.explore("conversion_over_time")}
      kind="line"
      periods={chart.periods}
      comparedPeriods={chart.others}
      series={chart.series}
      unit="share"
    />
  );
}
