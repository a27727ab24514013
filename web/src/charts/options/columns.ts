// Columns over days, weeks or hours: side by side, or stacked.
import { seriesColour } from "../look.ts";
import { type Series, seriesSet } from "../series.ts";
import { seriesName } from "../summary.ts";
import {
  axisLabels,
  axisTitle,
  categoryAxis,
  type Drawing,
  LABEL_SIZE,
  type Option,
  tooltipBox,
  valueAxis,
} from "./drawing.ts";
import { tooltip } from "./tooltip.ts";

/** Its classes are stacked: lost users, which are negative, below the others. */
const LIFECYCLE = "this_week_value";

export function columnOption(drawing: Drawing, stacked: boolean): Option {
  const { result, look, texts, formats } = drawing;
  const set = seriesSet(result);
  const names = set.series.map((series) => seriesName(series, set, texts, formats));
  const unit = set.series[0]?.column.unit;
  const onOwnSide = stacked || set.seriesColumn?.name === LIFECYCLE;

  return {
    animation: false,
    grid: { left: 44, right: 12, top: set.series.length > 1 ? 34 : 14, bottom: 26 },
    legend: {
      show: set.series.length > 1,
      top: 0,
      left: 0,
      padding: [2, 0],
      icon: "roundRect",
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 16,
      selectedMode: false,
      textStyle: { color: look.muted, fontFamily: look.font, fontSize: LABEL_SIZE },
    },
    xAxis: {
      ...categoryAxis(axisLabels(set, formats), drawing, true),
      axisLine: { onZero: true, lineStyle: { color: look.line } },
    },
    yAxis: valueAxis(drawing, (value) => formats.short(Math.abs(value), unit)),
    series: set.series.map((series, index) => ({
      type: "bar",
      name: names[index],
      data: series.values,
      ...(onOwnSide && { stack: "all" }),
      barMaxWidth: 36,
      barCategoryGap: "28%",
      barGap: "8%",
      itemStyle: {
        color: colourOf(series, index),
        ...(stacked && { borderColor: look.surface, borderWidth: 0.5 }),
      },
      emphasis: { disabled: true },
    })),
    tooltip: {
      ...tooltipBox(),
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: look.muted, opacity: 0.1 } },
      formatter: (shown: { dataIndex: number }[]) => tooltipAt(shown[0]?.dataIndex ?? 0),
    },
  };

  /** What a column is compared with is quieter than the column. */
  function colourOf(series: Series, index: number): string {
    return series.column.name.endsWith("_day_before") ? look.quiet : seriesColour(look, index);
  }

  function tooltipAt(index: number): HTMLElement {
    const rows = set.series.map((series, at) => ({
      colour: colourOf(series, at),
      name: names[at] ?? "",
      value: formats.measure(Math.abs(series.values[index] ?? 0), series.column.unit),
    }));
    return tooltip(axisTitle(set, set.axis[index] ?? null, formats), rows);
  }
}
