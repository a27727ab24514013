// Columns over days, weeks or hours: side by side, or stacked. What stacks are compared with is a dashed line at the height that
// they had then: a second stack beside each would double the columns, and thirty days have little room.
import { earlierSeries } from "../earlier.ts";
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

const LINE_MARK = "path://M0 4h10v2H0z";

export function columnOption(drawing: Drawing, stacked: boolean): Option {
  const { result, look, texts, formats } = drawing;
  const set = seriesSet(result);
  const names = set.series.map((series) => seriesName(series, set, texts, formats));
  const unit = set.series[0]?.column.unit;
  const earlier = earlierSeries(result, set);
  const onOwnSide = stacked || set.seriesColumn?.name === LIFECYCLE;
  const compared = comparedLine();

  return {
    animation: false,
    grid: { left: 44, right: 12, top: set.series.length > 1 ? 34 : 14, bottom: 26 },
    legend: {
      show: set.series.length > 1,
      data: [...names, ...compared.map(({ name }) => ({ name, icon: LINE_MARK }))],
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
    series: [
      ...set.series.map((series, index) => ({
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
      ...compared,
    ],
    tooltip: {
      ...tooltipBox(),
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: look.muted, opacity: 0.1 } },
      formatter: (shown: { dataIndex: number }[]) => tooltipAt(shown[0]?.dataIndex ?? 0),
    },
  };

  function comparedLine() {
    const parts = set.series.flatMap((series) => earlier(series) ?? []);
    if (!onOwnSide || parts.length === 0) return [];
    return [
      {
        type: "line",
        name: texts.t("compared_days"),
        data: set.axis.map((_, index) => heightAt(index)),
        showSymbol: set.axis.length === 1,
        symbol: "circle",
        symbolSize: 6,
        silent: true,
        z: 3,
        lineStyle: { width: 1.5, type: [4, 4], color: look.ink },
        itemStyle: { color: look.ink },
        emphasis: { disabled: true },
      },
    ];
  }

  /** Of the compared stack above zero, as long as the compared range has such a day. */
  function heightAt(index: number): number | null {
    const values = set.series.map((series) => earlier(series)?.[index]).filter((value) => value !== undefined);
    return values.length === 0 ? null : values.reduce<number>((sum, value) => sum + Math.max(0, value ?? 0), 0);
  }

  /** What a column is compared with is quieter than the column. */
  function colourOf(series: Series, index: number): string {
    return series.column.name.endsWith("_day_before") ? look.quiet : seriesColour(look, index);
  }

  function tooltipAt(index: number): HTMLElement {
    const rows = set.series.map((series, at) => {
      const old = earlier(series)?.[index];
      return {
        colour: colourOf(series, at),
        name: names[at] ?? "",
        value: formats.measure(Math.abs(series.values[index] ?? 0), series.column.unit),
        ...(old != null && { before: formats.measure(Math.abs(old), series.column.unit) }),
      };
    });
    return tooltip(axisTitle(set, set.axis[index] ?? null, formats), rows);
  }
}
