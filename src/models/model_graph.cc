#include "models/model_graph.h"

#include <map>
#include <set>

#include "schema/table.h"

namespace millrace {
namespace {

enum class NodeGroup : uint8_t { kLoaded, kWork, kState, kMetric, kView };
constexpr std::string_view kGroupTitles[] = {"Loaded tables", "Relations of a run", "State", "Metric tables", "Views"};
constexpr std::string_view kGroupLooks[] = {"shape=cylinder, style=filled, fillcolor=\"#e6e6e6\"",
                                            "shape=box, style=dashed", "shape=box, style=filled, fillcolor=\"#f6e7c4\"",
                                            "shape=box, style=filled, fillcolor=\"#cfe8d5\"",
                                            "shape=ellipse, style=filled, fillcolor=\"#dbe7f5\""};

struct ModelEdge {
  std::string from;
  std::string to;
  bool is_previous = false;
  auto operator<=>(const ModelEdge&) const = default;
};

struct ModelGraph {
  std::map<std::string, NodeGroup> nodes;
  std::set<ModelEdge> edges;
};

bool IsShown(const ModelFile& model) {
  const bool is_action = model.kind == ModelKind::kStatements || model.kind == ModelKind::kFunction;
  const bool is_elsewhere =
      model.kind == ModelKind::kLakeView || (model.kind == ModelKind::kQuery && !model.name.starts_with("run_"));
  return !is_action && !is_elsewhere && model.name != "number";
}

NodeGroup GroupOf(const ModelFile& model) {
  if (model.kind == ModelKind::kView) return NodeGroup::kView;
  if (model.kind != ModelKind::kTable) return NodeGroup::kWork;
  return model.IsComputedTable() && model.refresh != ModelRefresh::kDevice ? NodeGroup::kMetric : NodeGroup::kState;
}

ModelGraph GraphOf(const SqlModels& models) {
  ModelGraph graph;
  for (const ModelFile& model : models.models()) {
    if (IsShown(model)) graph.nodes.emplace(model.name, GroupOf(model));
  }
  const auto add = [&](const std::string& from, const std::string& to, bool is_previous) {
    if (const auto id = FindTable(from); id && *id != TableId::kReject) graph.nodes.emplace(from, NodeGroup::kLoaded);
    if (graph.nodes.contains(from)) graph.edges.insert({from, to, is_previous});
  };
  for (const ModelFile& model : models.models()) {
    if (!IsShown(model)) continue;
    for (const std::string& name : model.depends) add(name, model.name, false);
    for (const std::string& name : model.previous) add(name, model.name, true);
  }
  return graph;
}

}  // namespace

std::string ModelGraphDot(const SqlModels& models) {
  const ModelGraph graph = GraphOf(models);
  std::string dot = "digraph models {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", fontsize=10];\n";
  for (const auto& [name, group] : graph.nodes) {
    dot.append("  ").append(name).append(" [").append(kGroupLooks[static_cast<size_t>(group)]).append("];\n");
  }
  for (const ModelEdge& edge : graph.edges) {
    dot.append("  ").append(edge.from).append(" -> ").append(edge.to);
    dot.append(edge.is_previous ? " [style=dashed, constraint=false];\n" : ";\n");
  }
  return dot + "}\n";
}

std::string ModelGraphMermaid(const SqlModels& models) {
  const ModelGraph graph = GraphOf(models);
  std::string text = "flowchart LR\n";
  for (size_t group = 0; group < std::size(kGroupTitles); ++group) {
    text.append("  subgraph group")
        .append(std::to_string(group))
        .append(" [")
        .append(kGroupTitles[group])
        .append("]\n");
    for (const auto& [name, of] : graph.nodes) {
      if (static_cast<size_t>(of) == group) text.append("    ").append(name).append("\n");
    }
    text += "  end\n";
  }
  for (const ModelEdge& edge : graph.edges) {
    text.append("  ").append(edge.from).append(edge.is_previous ? " -.-> " : " --> ").append(edge.to).append("\n");
  }
  return text;
}

}  // namespace millrace
