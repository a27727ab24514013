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
  /** The amount of the compared range; null when it has none, undefined when nothing is compared. */
  before?: number | null;
}

export function partsOf({ result, formats, texts }: Pick<Drawing, "result" | "formats" | "texts">): Part[] {
  const set = seriesSet(result);
  const amounts = set.series[0]?.values ?? [];
  const whole = total(amounts);
  const share = (amount: number): number => (whole === 0 ? 0 : amount / whole);
  const earlier = earlierAmounts(result);
  const parts = set.axis
    .map((value, index): Part => {
      const amount = amounts[index] ?? 0;
      const name = set.dimension ? formats.cell(value, set.dimension) : "";
      return { value, name, amount, share: share(amount), ...(earlier && { before: earlier.get(value) ?? null }) };
    })
    .sort((a, b) => b.amount - a.amount);
  if (parts.length <= MAX_PARTS) return parts;
  const named = parts.slice(0, MAX_PARTS - 1);
  const rest = total(parts.slice(MAX_PARTS - 1).map(({ amount }) => amount));
  // Also of what is no part any more.
  const before = earlier && total([...earlier.values()]) - total(named.map((part) => part.before ?? 0));
  return [
    ...named,
    {
      value: undefined,
      name: texts.t("other"),
      amount: rest,
      share: share(rest),
      ...(before !== undefined && { before }),
    },
  ];
}

function earlierAmounts({ columns, comparison }: Drawing["result"]): Map<Value, number> | undefined {
  if (comparison === null) return undefined;
  const set = seriesSet({ columns, rows: comparison.rows });
  return new Map(set.axis.map((value, index) => [value, set.series[0]?.values[index] ?? 0]));
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
        const before = part.before == null ? {} : { before: formats.measure(part.before, "count") };
        return tooltip(part.name, [{ colour: seriesColour(look, dataIndex), name: "", value, ...before }]);
      },
    },
  };
}
