// A result drawn in the form that its chart has.
import { lazy, Suspense, useMemo } from "react";
import type { ChartResult } from "../api/types.ts";
import { useIsDark } from "../state/theme.ts";
import { useLanguage } from "../texts/language.tsx";
import { BarList } from "./bar-list.tsx";
import { useChartPlace, useDrill } from "./chart-context.tsx";
import { DrawingPlace } from "./drawing-place.tsx";
import { Heatmap } from "./heatmap.tsx";
import { heightOf } from "./heights.ts";
import { KeyFigure } from "./key-figure.tsx";
import { readLook } from "./look.ts";
import type { Drawing } from "./options/drawing.ts";
import { optionOf } from "./options/options.ts";
import { PieChart } from "./pie-chart.tsx";
import { PivotTable } from "./pivot-table.tsx";
import { SegmentList } from "./segment-list.tsx";
import { seriesSet } from "./series.ts";
import { summaryOf } from "./summary.ts";
import { TablePages } from "./table-pages.tsx";

const DrawnChart = lazy(() => import("./drawn-chart.tsx"));
const MapChart = lazy(() => import("./map-chart.tsx"));

export function ChartBody({ result }: { result: ChartResult }) {
  const { chart } = useChartPlace();
  const { texts } = useLanguage();
  const title = texts.chart(chart.id);
  switch (chart.kind) {
    case "kpi":
      return <KeyFigure result={result} />;
    case "bar":
      return <BarList result={result} title={title} />;
    case "pivot":
      return <PivotTable result={result} title={title} />;
    case "heatmap":
      return <Heatmap result={result} title={title} />;
    case "table":
      return <TablePages result={result} title={title} />;
    case "pie":
      return <PieChart result={result} />;
    case "map":
      return (
        <Suspense fallback={<DrawingPlace height={heightOf(chart)} />}>
          <MapChart result={result} />
        </Suspense>
      );
    case "stacked":
      if (result.columns[0]?.type === "text") return <SegmentList result={result} title={title} />;
      return <Drawn result={result} />;
    default:
      return <Drawn result={result} />;
  }
}

/** What options are made from; the look is read again when the theme changes. */
export function useDrawing(result: ChartResult): Drawing {
  const { texts, formats, locale } = useLanguage();
  const isDark = useIsDark();
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the style sheet, which follows the theme
  return useMemo(
    () => ({ result, texts, formats, locale, look: readLook() }),
    [result, texts, formats, locale, isDark],
  );
}

function Drawn({ result }: { result: ChartResult }) {
  const { chart } = useChartPlace();
  const drawing = useDrawing(result);
  const drill = useDrill();
  const height = heightOf(chart);
  const option = useMemo(() => optionOf(chart.kind, drawing, height), [chart.kind, drawing, height]);
  const set = useMemo(() => seriesSet(result), [result]);
  const label = useMemo(
    () => summaryOf(result, chart.kind, drawing.texts, drawing.formats),
    [result, chart.kind, drawing],
  );
  const dimension = set.dimension;
  const isPickable = dimension !== undefined && drill(dimension, set.axis[0] ?? null) !== null;
  const pick = (index: number) => dimension && drill(dimension, set.axis[index] ?? null)?.();

  return (
    <Suspense fallback={<DrawingPlace height={height} />}>
      <DrawnChart
        option={option}
        height={height}
        label={label}
        {...(chart.kind === "treemap" ? { needs: "treemap" as const } : { hasAxis: true })}
        {...(isPickable && { onPick: pick })}
      />
    </Suspense>
  );
}
