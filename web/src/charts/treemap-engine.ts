// The part of ECharts that draws tree maps.
import { TreemapChart } from "echarts/charts";
import { use } from "echarts/core";

use([TreemapChart]);
