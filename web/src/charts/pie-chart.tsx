// A ring with its parts listed next to it: names, values and shares can be read without a legend or a tooltip.
import { lazy, Suspense, useMemo } from "react";
import type { ChartResult } from "../api/types.ts";
import { ChangeCell } from "./change-cell.tsx";
import { useDrawing } from "./chart-body.tsx";
import { useChartPlace, useDrill } from "./chart-context.tsx";
import { DrawingPlace } from "./drawing-place.tsx";
import { relativeChange } from "./earlier.ts";
import { heightOf } from "./heights.ts";
import { seriesColour } from "./look.ts";
import { partsOf, pieOption } from "./options/pie.ts";
import styles from "./pie-chart.module.css";
import { indexOf } from "./series.ts";
import { summaryOf } from "./summary.ts";
import { ValueButton } from "./value-button.tsx";

const DrawnChart = lazy(() => import("./drawn-chart.tsx"));

export function PieChart({ result }: { result: ChartResult }) {
  const { chart } = useChartPlace();
  const drawing = useDrawing(result);
  const drill = useDrill();
  const option = useMemo(() => pieOption(drawing), [drawing]);
  const parts = useMemo(() => partsOf(drawing), [drawing]);
  const label = useMemo(
    () => summaryOf(result, chart.kind, drawing.texts, drawing.formats),
    [result, chart.kind, drawing],
  );
  const height = heightOf(chart);
  const column = result.columns[indexOf(result.columns, "dimension", "row")];
  const measure = result.columns[indexOf(result.columns, "measure")];
  if (!column) return null;

  const pick = (index: number) => {
    const value = parts[index]?.value;
    if (value !== undefined) drill(column, value)?.();
  };

  return (
    <div className={styles.pie}>
      <Suspense fallback={<DrawingPlace height={height} />}>
        <DrawnChart option={option} height={height} label={label} onPick={pick} />
      </Suspense>
      <table>
        <caption className="visually-hidden">{drawing.texts.chart(chart.id)}</caption>
        <tbody>
          {parts.map((part, index) => (
            <tr key={part.name}>
              <th scope="row">
                <span className={styles.mark} style={{ background: seriesColour(drawing.look, index) }} />
                {part.value === undefined ? (
                  part.name
                ) : (
                  <ValueButton column={column} value={part.value} drill={drill} />
                )}
              </th>
              <td>{drawing.formats.measure(part.amount, measure?.unit)}</td>
              <td className={styles.share}>{drawing.formats.share(part.share)}</td>
              {part.before !== undefined && <ChangeCell change={relativeChange(part.amount, part.before)} />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
