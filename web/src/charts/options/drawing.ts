// What every drawn chart gets, and the parts that several of them share.
import type { EChartsCoreOption } from "echarts/core";
import type { ChartResult, Value } from "../../api/types.ts";
import type { Formats } from "../../format/formats.ts";
import type { Texts } from "../../texts/texts.ts";
import type { Look } from "../look.ts";
import type { SeriesSet } from "../series.ts";

export interface Drawing {
  result: ChartResult;
  look: Look;
  texts: Texts;
  formats: Formats;
  locale: string;
}

export type Option = EChartsCoreOption;

export const LABEL_SIZE = 11;

export function axisLabels(set: SeriesSet, formats: Formats): string[] {
  return set.axis.map((value) => {
    if (set.dimension?.type === "day" || set.dimension?.type === "week") return formats.shortDay(String(value));
    return set.dimension ? formats.cell(value, set.dimension) : String(value);
  });
}

export function axisTitle(set: SeriesSet, value: Value, formats: Formats): string {
  if (set.dimension?.type === "day") return formats.longDay(String(value));
  return set.dimension ? formats.cell(value, set.dimension) : String(value);
}

export function categoryAxis(labels: string[], { look }: Drawing, boundaryGap: boolean) {
  return {
    type: "category" as const,
    data: labels,
    boundaryGap,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: look.line } },
    axisLabel: {
      color: look.muted,
      fontFamily: look.font,
      fontSize: LABEL_SIZE,
      hideOverlap: true,
      margin: 10,
      // The last label of an axis that ends at a point would be cut off.
      ...(!boundaryGap && { alignMaxLabel: "right" as const }),
    },
  };
}

/** Steps of an axis of durations, in seconds; ECharts knows only decimal ones. */
const DURATION_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** Steps and end of an axis for durations up to `largest`, in about `parts` parts. */
export function durationScale(largest: number, parts: number): { interval: number; max: number } {
  const interval = DURATION_STEPS.find((step) => step * parts >= largest) ?? Math.ceil(largest / parts / 3600) * 3600;
  return { interval, max: Math.ceil(largest / interval) * interval };
}

export function valueAxis({ look }: Drawing, format: (value: number) => string) {
  return {
    type: "value" as const,
    splitNumber: 4,
    axisLabel: { color: look.muted, fontFamily: look.font, fontSize: LABEL_SIZE, formatter: format, margin: 8 },
    splitLine: { lineStyle: { color: look.gridLine } },
  };
}

/** Settings of a tooltip that draws its own HTML, by classes: the policy of the console refuses style attributes. */
export function tooltipBox() {
  return {
    confine: true,
    transitionDuration: 0,
    backgroundColor: "transparent",
    borderWidth: 0,
    padding: 0,
    extraCssText: "box-shadow:none",
  };
}
