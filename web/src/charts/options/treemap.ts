// Areas by the first measure, depth of colour by the second.
import { changeOf, earlierRows } from "../earlier.ts";
import { indexOf } from "../series.ts";
import { mix } from "./colour-scale.ts";
import { type Drawing, LABEL_SIZE, type Option, tooltipBox } from "./drawing.ts";
import { tooltip } from "./tooltip.ts";

/** The range of the colour: so deep that differences are seen, so pale that the ink can be read everywhere, light and dark. */
const PALEST = 0.15;
const DEEPEST = 0.6;

export function treemapOption(drawing: Drawing): Option {
  const { result, look, formats, texts } = drawing;
  const { columns, rows } = result;
  const dimension = indexOf(columns, "dimension", "row");
  const measures = columns.flatMap((column, index) => (column.role === "measure" ? [{ column, index }] : []));
  const [size, depth] = measures;
  const deepest = Math.max(1, ...rows.map((row) => Number(row[depth?.index ?? -1] ?? 0)));
  const column = columns[dimension];
  const earlier = earlierRows(result);

  const boxes = rows.map((row) => {
    const share = depth ? Math.sqrt(Number(row[depth.index] ?? 0) / deepest) : 1;
    const colour = mix(look.surface, look.series[0] ?? look.accent, PALEST + (DEEPEST - PALEST) * share);
    const change = earlier && changeOf(row, earlier(row), size?.index ?? -1);
    return {
      name: column ? formats.cell(row[dimension] ?? null, column) : "",
      value: Number(row[size?.index ?? -1] ?? 0),
      change: change === null ? "" : ` ${formats.change(change)}`,
      itemStyle: { color: colour },
    };
  });

  return {
    animation: false,
    series: [
      {
        type: "treemap",
        left: 0,
        right: 0,
        top: 0,
        bottom: 0,
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        data: boxes,
        itemStyle: { borderColor: look.surface, borderWidth: 1, gapWidth: 1 },
        label: {
          color: look.ink,
          fontFamily: look.font,
          fontSize: LABEL_SIZE + 1,
          lineHeight: 16,
          padding: 4,
          position: "insideTopLeft",
          overflow: "truncate",
          formatter: ({ name, value, data }: { name: string; value: number; data: { change: string } }) =>
            `${name}\n${formats.short(value, size?.column.unit)}${data.change}`,
        },
        emphasis: { disabled: true },
      },
    ],
    tooltip: {
      ...tooltipBox(),
      trigger: "item",
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        // The root of the tree is before the boxes.
        const at = dataIndex - 1;
        const row = rows[at];
        const box = boxes[at];
        if (!row || !box) return "";
        const old = earlier?.(row);
        const lines = measures.map(({ column: measure, index }) => ({
          colour: box.itemStyle.color,
          name: texts.column(measure.name),
          value: formats.measure(row[index] ?? null, measure.unit),
          ...(old && { before: formats.measure(old[index] ?? null, measure.unit) }),
        }));
        return tooltip(box.name, lines);
      },
    },
  };
}
