// The parts of ECharts that most charts are drawn with. Loaded with the first drawn chart, not with the page; maps and
// tree maps bring their own parts (world.ts, treemap-engine.ts).
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AxisPointerComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([
  AxisPointerComponent,
  BarChart,
  CanvasRenderer,
  GridComponent,
  LabelLayout,
  LegendComponent,
  LineChart,
  PieChart,
  TooltipComponent,
]);

export { init };
