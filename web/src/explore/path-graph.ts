// The nodes and edges of a Sankey diagram from the rows of a path analysis. Of each step only the largest nodes are drawn;
// the rest is one node.
import type { AnalysisResult, Value } from "../api/types.ts";
import { rowsOf } from "./rows.ts";

export const MAX_NODES = 8;

export interface PathNode {
  /** Unique: the same event at another step is another node. */
  id: string;
  step: number;
  /** Null: the nodes that were not chosen. Undefined: the small ones of the step, drawn as one. */
  name: string | null | undefined;
  weight: number;
}

export interface PathEdge {
  source: PathNode;
  target: PathNode;
  weight: number;
}

export interface PathGraph {
  nodes: PathNode[];
  edges: PathEdge[];
}

interface Row {
  step: number;
  source: string | null;
  target: string | null;
  weight: number;
}

/** Of a result with groups, the paths of one of them. */
export function pathGraph(result: AnalysisResult, group: Value): PathGraph {
  const rows = readRows(result, group);
  const kept = largestNodes(rows);
  const nodes = new Map<string, PathNode>();
  const edges = new Map<string, PathEdge>();

  const nodeAt = (step: number, name: string | null): PathNode => {
    const isKept = kept.get(step)?.has(name) ?? false;
    const id = `${step}:${isKept ? JSON.stringify(name) : "rest"}`;
    const found = nodes.get(id) ?? { id, step, name: isKept ? name : undefined, weight: 0 };
    nodes.set(id, found);
    return found;
  };

  for (const { step, source, target, weight } of rows) {
    const to = nodeAt(step, target);
    to.weight += weight;
    if (step === 1) continue;
    const from = nodeAt(step - 1, source);
    const id = `${from.id}>${to.id}`;
    const edge = edges.get(id) ?? { source: from, target: to, weight: 0 };
    edge.weight += weight;
    edges.set(id, edge);
  }
  return {
    nodes: [...nodes.values()].sort((a, b) => a.step - b.step || b.weight - a.weight),
    edges: [...edges.values()].sort((a, b) => a.source.step - b.source.step || b.weight - a.weight),
  };
}

function readRows(result: AnalysisResult, group: Value): Row[] {
  const rows = rowsOf(result);
  const shown = rows.has("group") ? rows.all.filter((row) => rows.value(row, "group") === group) : rows.all;
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return shown.map((row) => ({
    step: rows.number(row, "step") ?? 0,
    source: text(rows.value(row, "source")),
    target: text(rows.value(row, "target")),
    weight: rows.number(row, "weight") ?? 0,
  }));
}

function largestNodes(rows: readonly Row[]): Map<number, Set<string | null>> {
  const weights = new Map<number, Map<string | null, number>>();
  for (const { step, target, weight } of rows) {
    const ofStep = weights.get(step) ?? new Map<string | null, number>();
    ofStep.set(target, (ofStep.get(target) ?? 0) + weight);
    weights.set(step, ofStep);
  }
  const names = (ofStep: Map<string | null, number>) => [...ofStep].sort(([, a], [, b]) => b - a).map(([name]) => name);
  return new Map([...weights].map(([step, ofStep]) => [step, new Set(names(ofStep).slice(0, MAX_NODES))]));
}
