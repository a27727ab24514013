// Which way users go: a Sankey diagram, and its edges as a table.
import { lazy, Suspense, useMemo } from "react";
import type { AnalysisResult } from "../api/types.ts";
import { DrawingPlace } from "../charts/drawing-place.tsx";
import { type Look, readLook, seriesColour } from "../charts/look.ts";
import { LABEL_SIZE, type Option, tooltipBox } from "../charts/options/drawing.ts";
import { tooltip } from "../charts/options/tooltip.ts";
import type { Formats } from "../format/formats.ts";
import { Choice } from "../shell/choice.tsx";
import { useIsDark } from "../state/theme.ts";
import { useLanguage } from "../texts/language.tsx";
import type { Texts } from "../texts/texts.ts";
import styles from "./funnel-result.module.css";
import { useGroupName } from "./names.ts";
import { type PathEdge, type PathGraph, type PathNode, pathGraph } from "./path-graph.ts";
import { ResultTable } from "./result-table.tsx";
import { rowsOf } from "./rows.ts";

const DrawnChart = lazy(() => import("../charts/drawn-chart.tsx"));
const HEIGHT = 460;
/** The labels of the last nodes are beside them. */
const LABEL_WIDTH = 120;
/** From node to node in the narrowest drawing: a label that can be read, which ends before the next node. */
const STEP_WIDTH = 108;
const NODE_WIDTH = 10;
const EDGE_WIDTH = 4;
const MAX_ROWS = 100;
const MAX_SENTENCES = 6;

interface PathResultProps {
  result: AnalysisResult;
  /** The group that is drawn as JSON. */
  form: string | null;
  onForm: (form: string) => void;
}

export function PathResult({ result, form, onForm }: PathResultProps) {
  const { texts, formats } = useLanguage();
  const groupName = useGroupName();
  const rows = rowsOf(result);
  const groups = [...new Set(rows.all.map((row) => rows.value(row, "group")))];
  const shown = groups.find((group) => JSON.stringify(group) === form) ?? groups[0] ?? null;
  const isDark = useIsDark();
  const graph = useMemo(() => pathGraph(result, shown), [result, shown]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the style sheet, which follows the theme
  const option = useMemo(() => sankey(graph, readLook(), texts, formats), [graph, texts, formats, isDark]);
  const edges = graph.edges;

  return (
    <div className={styles.parts}>
      {rows.has("group") && (
        <div>
          <Choice
            label={texts.explore("group")}
            value={JSON.stringify(shown)}
            options={groups.map((group) => ({ id: JSON.stringify(group), name: groupName(group) }))}
            onChange={onForm}
            isQuiet
          />
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} aria-label={texts.explore("path_region")} tabIndex={0}>
        <div style={{ minWidth: narrowest(graph) }}>
          <Suspense fallback={<DrawingPlace height={HEIGHT} />}>
            <DrawnChart option={option} height={HEIGHT} label={inWords(graph, texts, formats)} needs="sankey" />
          </Suspense>
        </div>
      </section>
      <ResultTable
        title={texts.explore("edges")}
        columns={[
          { name: texts.explore("step") },
          { name: texts.explore("from") },
          { name: texts.explore("to") },
          { name: texts.explore("weight"), isNumber: true },
          { name: texts.explore("share_of_node"), isNumber: true },
        ]}
        rows={edges.slice(0, MAX_ROWS).map((edge) => ({
          key: `${edge.source.id}>${edge.target.id}`,
          cells: [
            formats.measure(edge.source.step),
            nameOf(edge.source, texts),
            nameOf(edge.target, texts),
            formats.measure(edge.weight, "count"),
            formats.share(shareOf(edge)),
          ],
        }))}
      />
      {edges.length > MAX_ROWS && <p>{texts.t("rows_shown", { count: MAX_ROWS, total: edges.length })}</p>}
    </div>
  );
}

const shareOf = ({ source, weight }: PathEdge): number => (source.weight === 0 ? 0 : weight / source.weight);

function nameOf({ name }: PathNode, texts: Texts): string {
  if (name === undefined) return texts.explore("smaller_nodes");
  return name ?? texts.explore("other_nodes");
}

function inWords({ edges }: PathGraph, texts: Texts, formats: Formats): string {
  const shown = edges.slice(0, MAX_SENTENCES).map((edge) =>
    texts.explore("edge_in_words", {
      step: edge.source.step,
      from: nameOf(edge.source, texts),
      to: nameOf(edge.target, texts),
      value: formats.measure(edge.weight, "count"),
      share: formats.share(shareOf(edge)),
    }),
  );
  const left = edges.length - shown.length;
  return [
    texts.explore("path_diagram"),
    ...shown,
    ...(left > 0 ? [texts.t("summary_more", { count: left })] : []),
  ].join(" ");
}

/** The width in which every label has its place; a panel that is narrower scrolls. */
function narrowest({ nodes }: PathGraph): number {
  const steps = Math.max(1, ...nodes.map(({ step }) => step));
  return EDGE_WIDTH + (steps - 1) * STEP_WIDTH + NODE_WIDTH + LABEL_WIDTH;
}

/** The same event has the same colour at every step. */
function sankey({ nodes, edges }: PathGraph, look: Look, texts: Texts, formats: Formats): Option {
  const names = [...new Set(nodes.flatMap(({ name }) => (typeof name === "string" ? [name] : [])))];
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const colourOf = ({ name }: PathNode): string =>
    typeof name === "string" ? seriesColour(look, names.indexOf(name)) : look.quiet;
  const withEdges = new Set(edges.flatMap(({ source, target }) => [source.id, target.id]));

  return {
    animation: false,
    series: [
      {
        type: "sankey",
        left: EDGE_WIDTH,
        right: LABEL_WIDTH,
        top: 8,
        bottom: 8,
        nodeWidth: NODE_WIDTH,
        nodeGap: 12,
        draggable: false,
        layoutIterations: 16,
        emphasis: { focus: "adjacency" },
        data: nodes
          .filter(({ id, step }) => withEdges.has(id) || step === 1)
          .map((node) => ({
            name: node.id,
            depth: node.step - 1,
            value: node.weight,
            itemStyle: { color: colourOf(node), borderWidth: 0 },
          })),
        links: edges.map(({ source, target, weight }) => ({
          source: source.id,
          target: target.id,
          value: weight,
          lineStyle: { color: colourOf(source) },
        })),
        // The table has the names of nodes that are too small for theirs.
        labelLayout: { hideOverlap: true },
        lineStyle: { opacity: 0.22, curveness: 0.5 },
        label: {
          color: look.ink,
          fontFamily: look.font,
          fontSize: LABEL_SIZE,
          width: STEP_WIDTH - NODE_WIDTH,
          overflow: "truncate",
          formatter: ({ name }: { name: string }) => {
            const node = byId.get(name);
            return node ? `${formats.short(node.weight, "count")}  ${nameOf(node, texts)}` : "";
          },
        },
      },
    ],
    tooltip: {
      ...tooltipBox(),
      trigger: "item",
      formatter: ({
        dataType,
        name,
        data,
      }: {
        dataType: string;
        name: string;
        data: { source: string; target: string };
      }) => {
        if (dataType === "node") {
          const node = byId.get(name);
          if (!node) return "";
          const value = formats.measure(node.weight, "count");
          return tooltip(texts.explore("step_n", { number: node.step }), [
            { colour: colourOf(node), name: nameOf(node, texts), value },
          ]);
        }
        const edge = edges.find(({ source, target }) => source.id === data.source && target.id === data.target);
        if (!edge) return "";
        const value = `${formats.measure(edge.weight, "count")} · ${formats.share(shareOf(edge))}`;
        return tooltip(nameOf(edge.source, texts), [
          { colour: colourOf(edge.source), name: `→ ${nameOf(edge.target, texts)}`, value },
        ]);
      },
    },
  };
}
