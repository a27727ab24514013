// Heights of charts in pixels. They are known before the data, so that nothing moves when it comes.
import type { Chart } from "../api/types.ts";

const ROW = 28;

export function heightOf(chart: Chart): number {
  switch (chart.kind) {
    case "kpi":
      return 64;
    case "bar":
      return ROW * Math.min(chart.top ?? 10, 10);
    case "pie":
      return 180;
    case "map":
      return 340;
    case "treemap":
      return 280;
    case "pivot":
    case "table":
      return 300;
    case "heatmap":
      return 480;
    default:
      return 252;
  }
}
