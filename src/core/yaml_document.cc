#include "core/yaml_document.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include <yaml-cpp/eventhandler.h>

namespace millrace {
namespace {

// Records only where the last document starts.
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

// The position of the closing quote of the text that begins at `start`; npos if the line has none.
size_t ClosingQuote(std::string_view line, size_t start) {
  const char quote = line[start];
  for (size_t i = start + 1; i < line.size(); ++i) {
    if (quote == '"' && line[i] == '\\') {
      ++i;
    } else if (line[i] == quote) {
      if (quote == '"' || i + 1 == line.size() || line[i + 1] != quote) return i;
      ++i;  // two single quotes stand for one
    }
  }
  return std::string_view::npos;
}

// The column of a quote that opens a value in this line and is not closed there.
std::optional<size_t> UnclosedQuoteIn(std::string_view line) {
  char before = '\0';  // the last character that is not a blank
  bool blank = true;   // whether a blank follows it
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == ' ' || c == '\t') {
      blank = true;
      continue;
    }
    if (c == '#' && blank) return std::nullopt;
    const bool in_flow = before == '[' || before == '{' || before == ',';
    const bool opens = before == '\0' || in_flow || ((before == ':' || before == '-') && blank);
    before = c;
    blank = false;
    if ((c != '"' && c != '\'') || !opens) continue;
    const size_t end = ClosingQuote(line, i);
    if (end == std::string_view::npos) return i;
    i = end;
  }
  return std::nullopt;
}

// The first such quote up to the line where the parser gave up.
std::optional<YAML::Mark> UnclosedQuote(std::string_view text, const YAML::Mark& gave_up) {
  YAML::Mark mark;
  for (mark.line = 0; !text.empty() && (gave_up.is_null() || mark.line <= gave_up.line); ++mark.line) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (const auto column = UnclosedQuoteIn(text.substr(0, end))) {
      mark.column = static_cast<int>(*column);
      return mark;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::nullopt;
}

YAML::Node Read(const std::string& copy) {
  std::istringstream stream(copy);
  YAML::Parser parser(stream);
  DocumentStart document;
  if (!parser.HandleNextDocument(document)) return YAML::Node();
  if (parser.HandleNextDocument(document)) {
    throw YAML::ParserException(document.mark, "the document ends before this");
  }
  return YAML::Load(copy);
}

}  // namespace

YAML::Node ReadYamlDocument(std::string_view text) {
  try {
    // Without the final line breaks: after one, yaml-cpp takes an unclosed quote for closed.
    return Read(std::string(text.substr(0, text.find_last_not_of("\r\n") + 1)));
  } catch (const YAML::Exception& fault) {
    if (const auto quote = UnclosedQuote(text, fault.mark)) {
      throw YAML::ParserException(*quote, "this quote is not closed");
    }
    throw;
  }
}

}  // namespace millrace
