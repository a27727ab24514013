#include "core/yaml_document.h"

#include <sstream>

#include <yaml-cpp/eventhandler.h>

namespace millrace {
namespace {

// Keeps only where the last document starts.
struct DocumentStart : YAML::EventHandler {
  YAML::Mark mark;

  void OnDocumentStart(const YAML::Mark& start) override { mark = start; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

}  // namespace

YAML::Node ReadYamlDocument(std::string_view text) {
  const std::string copy(text);
  std::istringstream stream(copy);
  YAML::Parser parser(stream);
  DocumentStart document;
  if (!parser.HandleNextDocument(document)) return YAML::Node();
  if (parser.HandleNextDocument(document)) {
    throw YAML::ParserException(document.mark, "the document ends before this");
  }
  return YAML::Load(copy);
}

}  // namespace millrace
