// A world map with the countries of the most users next to it: small countries can be read there, and clicked.
import { useMemo } from "react";
import type { ChartResult } from "../api/types.ts";
import { localCountryName } from "../format/countries.ts";
import { ChangeCell } from "./change-cell.tsx";
import { useDrawing } from "./chart-body.tsx";
import { useChartPlace, useDrill } from "./chart-context.tsx";
import DrawnChart from "./drawn-chart.tsx";
import { changeOf, earlierRows } from "./earlier.ts";
import { heightOf } from "./heights.ts";
import styles from "./map-chart.module.css";
import { countriesOf, mapOption } from "./options/map.ts";
import { asNumber, indexOf, total } from "./series.ts";
import { summaryOf } from "./summary.ts";
import { ValueButton } from "./value-button.tsx";

const LISTED = 10;

export default function MapChart({ result }: { result: ChartResult }) {
  const { chart } = useChartPlace();
  const drawing = useDrawing(result);
  const drill = useDrill();
  const option = useMemo(() => mapOption(drawing), [drawing]);
  const countries = useMemo(() => countriesOf(drawing), [drawing]);
  const label = useMemo(
    () => summaryOf(result, chart.kind, drawing.texts, drawing.formats),
    [result, chart.kind, drawing],
  );
  const missing = countries
    .filter(({ shape }) => shape === undefined)
    .map(({ name }) => localCountryName(name, drawing.locale));
  const column = result.columns[indexOf(result.columns, "dimension", "row")];
  const measure = result.columns[indexOf(result.columns, "measure")];
  if (!column) return null;

  const measureAt = result.columns.indexOf(measure ?? column);
  const earlier = earlierRows(result);
  const whole = total(result.rows.map((row) => asNumber(row[measureAt])));
  const pick = (_index: number, name: string) => {
    const country = countries.find(({ shape }) => shape === name);
    if (country) drill(column, country.name)?.();
  };

  return (
    <div className={styles.map}>
      <DrawnChart option={option} height={heightOf(chart)} label={label} onPick={pick} needs="map" />
      <table>
        <caption className="visually-hidden">{drawing.texts.chart(chart.id)}</caption>
        <tbody>
          {result.rows.slice(0, LISTED).map((row) => {
            const name = row[result.columns.indexOf(column)] ?? null;
            const amount = asNumber(row[measureAt]) ?? 0;
            const text = typeof name === "string" ? { text: localCountryName(name, drawing.locale) } : {};
            return (
              <tr key={String(name)}>
                <th scope="row">
                  <ValueButton column={column} value={name} drill={drill} {...text} />
                </th>
                <td>{drawing.formats.measure(amount, measure?.unit)}</td>
                <td className={styles.share}>{drawing.formats.share(whole > 0 ? amount / whole : 0)}</td>
                {earlier && <ChangeCell change={changeOf(row, earlier(row), measureAt)} />}
              </tr>
            );
          })}
        </tbody>
      </table>
      {missing.length > 0 && <p>{drawing.texts.t("not_on_map", { names: missing.join(", ") })}</p>}
    </div>
  );
}
