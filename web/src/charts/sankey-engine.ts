// The part of ECharts that draws paths.
import { SankeyChart } from "echarts/charts";
import { use } from "echarts/core";

use([SankeyChart]);
