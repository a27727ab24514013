// The body of a board: an ordered list of saved analyses and charts.
export interface BoardItem {
  analysis?: string;
  chart?: string;
  /** Of the chart's route; they do not follow the page. */
  parameters?: Record<string, string[]>;
  wide?: boolean;
}

export interface Board {
  items: BoardItem[];
  text?: string;
}

export const MAX_BOARD_ITEMS = 50;

export function readBoard(body: unknown): Board {
  const { items, text } = (body ?? {}) as Record<string, unknown>;
  const isItem = (item: unknown): item is BoardItem =>
    typeof item === "object" && item !== null && ("analysis" in item || "chart" in item);
  return { items: Array.isArray(items) ? items.filter(isItem) : [], ...(typeof text === "string" && { text }) };
}

export const hasParameters = ({ parameters }: BoardItem): boolean => Object.keys(parameters ?? {}).length > 0;

/** A board may have a chart several times, with other parameters. */
export function itemId(item: BoardItem): string {
  if (item.analysis) return `analysis:${item.analysis}`;
  return `chart:${item.chart}${hasParameters(item) ? JSON.stringify(item.parameters) : ""}`;
}

export function itemOf(id: string): BoardItem {
  const name = id.slice(id.indexOf(":") + 1);
  return id.startsWith("analysis:") ? { analysis: name } : { chart: name };
}

/** Moves an item by one place; at the ends nothing changes. */
export function moved(items: readonly BoardItem[], at: number, by: 1 | -1): BoardItem[] {
  const [item, other] = [items[at], items[at + by]];
  if (!item || !other) return [...items];
  return items.with(at, other).with(at + by, item);
}
