import { expect, test } from "vitest";
import type { AnalysisResult } from "../api/types.ts";
import { MAX_NODES, pathGraph } from "./path-graph.ts";

const names = ["group", "step", "source", "source_is_other", "target", "target_is_other", "weight"];

function result(rows: (string | number | boolean | null)[][]): AnalysisResult {
  return {
    columns: names.map((name) => ({ name, role: "dimension", type: "text" })),
    rows,
  } as unknown as AnalysisResult;
}

test("the same event at another step is another node, and only the rows of the group count", () => {
  const { nodes, edges } = pathGraph(
    result([
      ["Web", 1, null, null, "view", false, 5],
      ["Web", 2, "view", false, "view", false, 3],
      ["iOS", 1, null, null, "view", false, 9],
    ]),
    "Web",
  );
  expect(nodes.map(({ step, name, weight }) => [step, name, weight])).toEqual([
    [1, "view", 5],
    [2, "view", 3],
  ]);
  expect(edges.map(({ source, target, weight }) => [source.step, target.step, weight])).toEqual([[1, 2, 3]]);
});

test("the smaller nodes of a step are one, and no path is lost", () => {
  const many = Array.from({ length: MAX_NODES + 3 }, (_, at) => ["Web", 2, "view", false, `e${at}`, false, 20 - at]);
  const { nodes, edges } = pathGraph(result([["Web", 1, null, null, "view", false, 200], ...many]), "Web");
  const second = nodes.filter(({ step }) => step === 2);
  expect(second).toHaveLength(MAX_NODES + 1);
  expect(second.find(({ name }) => name === undefined)?.weight).toBe(12 + 11 + 10);
  const all = many.reduce((sum, row) => sum + Number(row[6]), 0);
  expect(edges.reduce((sum, { weight }) => sum + weight, 0)).toBe(all);
});

test("nodes that were not chosen keep apart from the smaller ones", () => {
  const { nodes } = pathGraph(result([["Web", 1, null, null, null, true, 4]]), "Web");
  expect(nodes[0]?.name).toBeNull();
});
