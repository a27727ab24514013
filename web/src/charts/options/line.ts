// Lines over days. Up to four have their names at their ends, more have a legend beside them. Measures of different units get a
// grid and an axis each, one below the other, because two scales on one grid invite wrong comparisons.
import type { Unit } from "../../api/types.ts";
import { earlierSeries } from "../earlier.ts";
import { seriesColour } from "../look.ts";
import { type Series, type SeriesSet, seriesSet } from "../series.ts";
import { seriesName } from "../summary.ts";
import {
  axisLabels,
  axisTitle,
  categoryAxis,
  type Drawing,
  durationScale,
  LABEL_SIZE,
  type Option,
  tooltipBox,
  valueAxis,
} from "./drawing.ts";
import { textWidth } from "./text-width.ts";
import { tooltip } from "./tooltip.ts";

const MAX_END_LABELS = 4;
const MAX_NAME_WIDTH = 140;
const NAME_MARGIN = 20;
/** A name that is as wide as it was taken for must not be cut. */
const LEGEND_SLACK = 6;
/** From here on an axis of shares ends at the whole. */
const HIGH_SHARE = 0.8;
const BOTTOM = 26;
const LEFT = 44;
const TOP = 14;
/** Above the grid of a panel, for its name. */
const PANEL_TOP = 34;

interface Panel {
  unit: Unit | undefined;
  series: Series[];
}

export function lineOption(drawing: Drawing, height: number): Option {
  const { result, look, texts, formats } = drawing;
  const set = seriesSet(result);
  const earlier = earlierSeries(result, set);
  const panels = panelsOf(set);
  const labels = axisLabels(set, formats);
  const names = new Map(set.series.map((series) => [series, seriesName(series, set, texts, formats)]));
  const hasPanels = panels.length > 1;
  const hasLegend = !hasPanels && set.series.length > MAX_END_LABELS;
  const hasEndLabels = !hasPanels && !hasLegend && set.series.length > 1;
  const right = hasEndLabels || hasLegend ? namesWidth([...names.values()]) + (hasLegend ? NAME_MARGIN : 0) : 32;
  const top = hasPanels ? PANEL_TOP : TOP;
  const panelHeight = (height - BOTTOM) / panels.length - top;

  return {
    animation: false,
    grid: panels.map((_, index) => ({
      left: LEFT,
      right,
      top: top + index * (panelHeight + top),
      height: panelHeight,
      outerBoundsMode: "none",
    })),
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: look.muted, type: "solid" } },
    xAxis: panels.map((_, index) => ({
      ...categoryAxis(labels, drawing, false),
      gridIndex: index,
      ...(index < panels.length - 1 && { axisLabel: { show: false } }),
    })),
    yAxis: panels.map((panel, index) => ({
      ...valueAxis(drawing, (value) => formats.short(value, panel.unit)),
      gridIndex: index,
      splitNumber: hasPanels ? 2 : 4,
      min: panel.series.some((series) => series.values.some((value) => value !== null && value < 0)) ? null : 0,
      ...(panel.unit === "share" && largestOf(panel, 0) > HIGH_SHARE && { max: 1, interval: 0.25 }),
      ...(panel.unit === "seconds" && durationScale(largestOf(panel), hasPanels ? 2 : 4)),
      ...(hasPanels && panelName(panel)),
    })),
    legend: legend(),
    series: panels.flatMap((panel, index) =>
      panel.series.flatMap((series) => [...comparedLine(series, index), line(series, index)]),
    ),
    tooltip: {
      ...tooltipBox(),
      trigger: "axis",
      formatter: (shown: { dataIndex: number }[]) => tooltipAt(shown[0]?.dataIndex ?? 0),
    },
  };

  function colourOf(series: Series): string {
    return seriesColour(look, set.series.indexOf(series));
  }

  function line(series: Series, panel: number) {
    const colour = colourOf(series);
    return {
      type: "line",
      name: names.get(series),
      xAxisIndex: panel,
      yAxisIndex: panel,
      data: series.values,
      showSymbol: set.axis.length === 1,
      symbol: "circle",
      symbolSize: 6,
      lineStyle: { width: 2, color: colour },
      itemStyle: { color: colour },
      emphasis: { disabled: true },
      labelLayout: { moveOverlap: "shiftY" },
      endLabel: {
        show: hasEndLabels,
        formatter: names.get(series) ?? "",
        color: colour,
        fontFamily: look.font,
        fontSize: LABEL_SIZE,
        fontWeight: 500,
        width: right - NAME_MARGIN / 2,
        overflow: "truncate",
        distance: 6,
      },
    };
  }

  function comparedLine(series: Series, panel: number) {
    const found = earlier(series);
    // Of many series the tooltip alone says what was before.
    if (!found || hasLegend) return [];
    return [
      {
        type: "line",
        xAxisIndex: panel,
        yAxisIndex: panel,
        data: found.map((value) => value ?? null),
        showSymbol: false,
        silent: true,
        lineStyle: { width: 1.5, type: [4, 4], color: colourOf(series), opacity: 0.65 },
        emphasis: { disabled: true },
      },
    ];
  }

  /** The names of a panel's lines in their colours, above its axis. */
  function panelName(panel: Panel) {
    const rich = Object.fromEntries(
      panel.series.map((series, index) => [
        `s${index}`,
        { color: colourOf(series), fontFamily: look.font, fontSize: LABEL_SIZE, fontWeight: 500 },
      ]),
    );
    return {
      name: panel.series.map((series, index) => `{s${index}|${names.get(series)}}`).join("    "),
      nameLocation: "end",
      nameGap: 10,
      nameTextStyle: { align: "left", padding: [0, 0, 0, -LEFT + 4], rich },
    };
  }

  function legend() {
    return {
      show: hasLegend,
      data: [...names.values()],
      orient: "vertical",
      right: 0,
      top: TOP - 4,
      align: "left",
      icon: "roundRect",
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 7,
      selectedMode: false,
      textStyle: {
        color: look.ink,
        fontFamily: look.font,
        fontSize: LABEL_SIZE,
        width: right - 2 * NAME_MARGIN + LEGEND_SLACK,
        overflow: "truncate",
      },
    };
  }

  function tooltipAt(index: number): HTMLElement {
    const rows = set.series.map((series) => {
      const old = earlier(series)?.[index];
      return {
        colour: colourOf(series),
        name: names.get(series) ?? "",
        value: formats.measure(series.values[index] ?? null, series.column.unit),
        ...(old !== undefined && { before: formats.measure(old, series.column.unit) }),
      };
    });
    return tooltip(axisTitle(set, set.axis[index] ?? null, formats), rows);
  }
}

function panelsOf(set: SeriesSet): Panel[] {
  const panels: Panel[] = [];
  for (const series of set.series) {
    const found = panels.find((panel) => panel.unit === series.column.unit);
    if (found) found.series.push(series);
    else panels.push({ unit: series.column.unit, series: [series] });
  }
  return panels.length === 0 ? [{ unit: undefined, series: [] }] : panels;
}

function largestOf({ series }: Panel, least = 1): number {
  return Math.max(least, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
}

function namesWidth(names: string[]): number {
  return Math.min(MAX_NAME_WIDTH, Math.max(0, ...names.map(textWidth))) + NAME_MARGIN;
}
