#include "models/model_graph.h"

#include <map>
#include <set>

#include "schema/table.h"

namespace millrace {
namespace {

bool IsShown(const ModelFile& model) {
  const bool is_action = model.kind == ModelKind::kStatements || model.kind == ModelKind::kFunction;
  return !is_action && model.kind != ModelKind::kLakeView &&
         !(model.kind == ModelKind::kQuery && model.refresh != ModelRefresh::kRun) && model.name != "number";
}

std::string_view LookOf(const ModelFile& model) {
  if (model.layer == "metrics") return "shape=box, style=filled, fillcolor=\"#cfe8d5\"";
  if (model.kind == ModelKind::kView) return "shape=ellipse, style=filled, fillcolor=\"#dbe7f5\"";
  if (model.kind == ModelKind::kTable) return "shape=box, style=filled, fillcolor=\"#f6e7c4\"";
  return "shape=box, style=dashed";
}

}  // namespace

std::string ModelGraphDot(const SqlModels& models) {
  std::map<std::string, std::string> nodes;
  std::set<std::string> edges;
  const auto table = [&](const std::string& name) {
    if (const auto id = FindTable(name); id && *id != TableId::kReject) {
      nodes[name] = "shape=cylinder, style=filled, fillcolor=\"#e6e6e6\"";
    }
    return nodes.contains(name);
  };
  for (const ModelFile& model : models.models()) {
    if (IsShown(model)) nodes[model.name] = LookOf(model);
  }
  for (const ModelFile& model : models.models()) {
    if (!IsShown(model)) continue;
    for (const std::string& name : model.depends) {
      if (table(name)) edges.insert("  " + name + " -> " + model.name + ";\n");
    }
    for (const std::string& name : model.previous) {
      if (table(name)) edges.insert("  " + name + " -> " + model.name + " [style=dashed, constraint=false];\n");
    }
  }
  std::string dot = "digraph models {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", fontsize=10];\n";
  for (const auto& [name, look] : nodes) dot.append("  ").append(name).append(" [").append(look).append("];\n");
  for (const std::string& edge : edges) dot += edge;
  return dot + "}\n";
}

}  // namespace millrace
