#include "core/json_dialect.h"

#include "core/json_grammar.h"
#include "core/utf8.h"

namespace millrace {
namespace {

constexpr size_t kSpareBytes = 64;  // that a simdjson parser may read after the text

std::string_view MarkOf(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  return text.starts_with(kByteOrderMark) ? kByteOrderMark : std::string_view();
}

// Writes to the string that its owner currently points to.
struct StrictOutput {
  std::string* const* out;
  void Byte(char c) { (*out)->push_back(c); }
  void Text(std::string_view text) { (*out)->append(text); }
  // Bytes that are not UTF-8 can only occur in strings; elsewhere they are not JSON.
  void Content(std::string_view text) {
    if (IsValidUtf8(text)) {
      (*out)->append(text);
    } else {
      AppendValidUtf8(text, **out);
    }
  }
};

}  // namespace

struct JsonNormaliser::State {
  State(std::string_view given, JsonDialect dialect)
      : text(given.substr(MarkOf(given).size())), grammar(text, dialect, StrictOutput{&out}) {}

  std::string_view text;
  std::string* out = nullptr;
  JsonGrammar<StrictOutput> grammar;
  size_t read = 0;
};

JsonNormaliser::JsonNormaliser(std::string_view text, JsonDialect dialect)
    : state_(std::make_unique<State>(text, dialect)) {}
JsonNormaliser::~JsonNormaliser() = default;

bool JsonNormaliser::Next(std::string& strict, std::string& error) {
  State& state = *state_;
  const size_t before = strict.size();
  state.out = &strict;
  if (!state.grammar.Value()) {
    strict.resize(before);
    error = state.grammar.error();
    return false;
  }
  state.grammar.SkipBlanks();
  state.read = state.grammar.at();
  return true;
}

std::string_view JsonNormaliser::rest() const {
  return state_->text.substr(state_->read);
}

bool NormaliseFirstJson(std::string_view text, size_t& size, std::string& strict, std::string& error,
                        JsonDialect dialect) {
  const size_t mark = MarkOf(text).size();
  text.remove_prefix(mark);
  strict.clear();
  strict.reserve(text.size() + kSpareBytes);
  std::string* const out = &strict;
  JsonGrammar<StrictOutput> grammar(text, dialect, StrictOutput{&out});
  if (!grammar.Value()) {
    error = grammar.error();
    return false;
  }
  size = mark + grammar.at();
  strict.reserve(strict.size() + kSpareBytes);
  return true;
}

bool NormaliseJson(std::string_view text, std::string& strict, std::string& error, JsonDialect dialect) {
  size_t size = 0;
  return NormaliseFirstJson(text, size, strict, error, dialect);
}

}  // namespace millrace
