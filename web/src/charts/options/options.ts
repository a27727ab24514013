import type { ChartKind } from "../../api/types.ts";
import { columnOption } from "./columns.ts";
import type { Drawing, Option } from "./drawing.ts";
import { lineOption } from "./line.ts";
import { treemapOption } from "./treemap.ts";

/** The drawing of charts with an axis, and of tree maps. */
export function optionOf(kind: ChartKind, drawing: Drawing, height: number): Option {
  switch (kind) {
    case "column":
      return columnOption(drawing, false);
    case "stacked":
      return columnOption(drawing, true);
    case "treemap":
      return treemapOption(drawing);
    default:
      return lineOption(drawing, height);
  }
}
