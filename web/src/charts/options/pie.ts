// Parts of a whole with their names and shares next to them; small parts are drawn as one.
import type { Value } from "../../api/types.ts";
import { seriesColour } from "../look.ts";
import { seriesSet, total } from "../series.ts";
import { type Drawing, type Option, tooltipBox } from "./drawing.ts";
import { tooltip } from "./tooltip.ts";

const MAX_PARTS = 6;

export interface Part {
  /** Undefined for the parts that are drawn as one. */
  value: Value | undefined;
  name: string;
  amount: number;
  share: number;
}

export function partsOf({ result, formats, texts }: Pick<Drawing, "result" | "formats" | "texts">): Part[] {
  const set = seriesSet(result);
  const amounts = set.series[0]?.values ?? [];
  const whole = total(amounts);
  const share = (amount: number): number => (whole === 0 ? 0 : amount / whole);
  const parts = set.axis
    .map((value, index): Part => {
      const amount = amounts[index] ?? 0;
      return { value, name: set.dimension ? formats.cell(value, set.dimension) : "", amount, share: share(amount) };
    })
    .sort((a, b) => b.amount - a.amount);
  if (parts.length <= MAX_PARTS) return parts;
  const rest = total(parts.slice(MAX_PARTS - 1).map(({ amount }) => amount));
  return [
    ...parts.slice(0, MAX_PARTS - 1),
    { value: undefined, name: texts.t("other"), amount: rest, share: share(rest) },
  ];
}

export function pieOption(drawing: Drawing): Option {
  const { look, formats } = drawing;
  const parts = partsOf(drawing);
  return {
    animation: false,
    series: [
      {
        type: "pie",
        radius: ["58%", "86%"],
        center: ["50%", "50%"],
        startAngle: 90,
        label: { show: false },
        labelLine: { show: false },
        emphasis: { scale: false },
        data: parts.map((part, index) => ({
          name: part.name,
          value: part.amount,
          itemStyle: { color: seriesColour(look, index), borderColor: look.surface, borderWidth: 2 },
        })),
      },
    ],
    tooltip: {
      ...tooltipBox(),
      trigger: "item",
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const part = parts[dataIndex];
        if (!part) return "";
        const value = `${formats.measure(part.amount, "count")} · ${formats.share(part.share)}`;
        return tooltip(part.name, [{ colour: seriesColour(look, dataIndex), name: "", value }]);
      },
    },
  };
}
