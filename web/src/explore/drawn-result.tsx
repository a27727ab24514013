import { lazy, Suspense, useMemo } from "react";
import type { ChartResult } from "../api/types.ts";
import { useDrawing } from "../charts/chart-body.tsx";
import { DrawingPlace } from "../charts/drawing-place.tsx";
import { optionOf } from "../charts/options/options.ts";
import { summaryOf } from "../charts/summary.ts";

const DrawnChart = lazy(() => import("../charts/drawn-chart.tsx"));
const HEIGHT = 320;

interface DrawnResultProps {
  result: ChartResult;
  title: string;
  kind: "line" | "column" | "stacked";
}

/** Series of an analysis, drawn as the sheets draw theirs. */
export function DrawnResult({ result, title, kind }: DrawnResultProps) {
  const drawing = useDrawing(result);
  const option = useMemo(() => optionOf(kind, drawing, HEIGHT), [kind, drawing]);
  const label = useMemo(
    () => summaryOf(result, kind, drawing.texts, drawing.formats, title),
    [result, kind, drawing, title],
  );
  return (
    <Suspense fallback={<DrawingPlace height={HEIGHT} />}>
      <DrawnChart option={option} height={HEIGHT} label={label} hasAxis />
    </Suspense>
  );
}
