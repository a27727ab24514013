#include "warehouse/model_file.h"

#include <algorithm>
#include <optional>
#include <span>

#include "core/did_you_mean.h"
#include "core/source_position.h"
#include "core/trim.h"

namespace millrace {
namespace {

constexpr auto kHeaderFields =
    std::to_array<std::string_view>({"kind", "grain", "key", "columns", "depends", "previous", "refresh", "look-back"});

// Index of a name in a list of names that an enum has.
std::optional<size_t> IndexOf(std::span<const std::string_view> names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return {};
  return static_cast<size_t>(found - names.begin());
}

class ModelParser {
 public:
  ModelParser(std::string_view path, std::string_view text) : path_(path), text_(text) {}

  void Parse(ModelFile& model) {
    std::string_view rest = text_;
    bool in_header = true;
    for (line_ = 1; !rest.empty(); ++line_) {
      const size_t end = rest.find('\n');
      std::string_view line = TrimEnd(rest.substr(0, end));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      const bool is_comment = line.starts_with("--");
      in_header = in_header && is_comment;
      if (in_header) {
        Header(model, line);
      } else {
        // A comment becomes an empty line, so that lines of a statement can be told.
        Sql(model, is_comment ? std::string_view() : line);
      }
    }
    if (!statement_.empty()) Fail(statement_line_, 1, "the last statement has no semicolon at the end of a line");
    Check(model);
  }

 private:
  [[noreturn]] void Fail(size_t line, size_t column, const std::string& message) const {
    throw SourceError(path_, text_, line, column, message);
  }
  [[noreturn]] void FailAt(std::string_view place, const std::string& message) const {
    // `place` is a part of the current line of the text.
    const std::string_view before = text_.substr(0, static_cast<size_t>(place.data() - text_.data()));
    Fail(line_, before.size() - (before.rfind('\n') + 1) + 1, message);
  }

  void Header(ModelFile& model, std::string_view line) {
    std::string_view rest = line.substr(2);
    const std::string_view word = Trim(rest.substr(0, rest.find(':')));
    const bool is_field = rest.find(':') != std::string_view::npos && rest.starts_with(" ") &&
                          !rest.starts_with("  ") && IndexOf(kHeaderFields, word);
    if (is_field) {
      if (std::find(seen_.begin(), seen_.end(), word) != seen_.end()) {
        FailAt(word, "the header has `" + std::string(word) + ":` twice");
      }
      seen_.emplace_back(word);
      Field(model, word, Trim(rest.substr(rest.find(':') + 1)));
    } else if (seen_.empty()) {
      Meaning(model, Trim(rest));
    } else if (seen_.back() == "columns" && rest.starts_with("   ")) {
      ColumnLine(model, Trim(rest));
    } else if (!IsBlank(rest)) {
      FailAt(Trim(rest), "unknown line of the header" + DidYouMeanHint(word, kHeaderFields));
    }
  }

  static void Meaning(ModelFile& model, std::string_view line) {
    if (line.empty()) {
      if (!model.meaning.empty() && !model.meaning.ends_with("\n\n")) model.meaning += "\n\n";
      return;
    }
    if (!model.meaning.empty() && !model.meaning.ends_with('\n')) model.meaning += ' ';
    model.meaning += line;
  }

  void Field(ModelFile& model, std::string_view field, std::string_view value) {
    if (field == "kind") {
      model.kind = static_cast<ModelKind>(Choice("kind", kModelKindNames, value));
    } else if (field == "grain") {
      model.grain = value;
    } else if (field == "key") {
      model.key = Names(value);
    } else if (field == "columns") {
      model.columns_like = value;
    } else if (field == "depends") {
      model.depends = Names(value);
    } else if (field == "previous") {
      model.previous = Names(value);
    } else if (field == "refresh") {
      Refresh(model, value);
    } else {
      model.look_back = value;
    }
  }

  size_t Choice(std::string_view what, std::span<const std::string_view> names, std::string_view value) const {
    const auto found = IndexOf(names, value);
    if (found) return *found;
    std::string known;
    for (const std::string_view name : names) known.append(known.empty() ? "" : ", ").append(name);
    FailAt(value, "unknown " + std::string(what) + " `" + std::string(value) + "`" + DidYouMeanHint(value, names) +
                      " (known: " + known + ")");
  }

  void Refresh(ModelFile& model, std::string_view value) {
    const std::string_view how = Trim(value.substr(0, value.find('(')));
    model.refresh = static_cast<ModelRefresh>(Choice("refresh", kModelRefreshNames, how));
    if (how.size() != value.size()) {
      std::string_view column = value.substr(value.find('(') + 1);
      if (!column.ends_with(")")) FailAt(value, "the bracket after `refresh:` is not closed");
      column.remove_suffix(1);
      model.refresh_column = Trim(column);
    }
    if ((model.refresh == ModelRefresh::kUser) == model.refresh_column.empty()) {
      FailAt(value, "`refresh: user (COLUMN)` names the column of the merged user, and no other refresh has a column");
    }
  }

  std::vector<std::string> Names(std::string_view list) const {
    std::vector<std::string> names;
    while (!list.empty()) {
      const size_t comma = list.find(',');
      const std::string_view name = Trim(list.substr(0, comma));
      if (!IsModelName(name)) FailAt(name.empty() ? list : name, "a name is expected, of a to z, 0 to 9 and `_`");
      names.emplace_back(name);
      if (comma == std::string_view::npos) break;
      list.remove_prefix(comma + 1);
    }
    return names;
  }

  // `name type [required] [now]: meaning`
  void ColumnLine(ModelFile& model, std::string_view line) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) FailAt(line, "a column is written as `name type [required] [now]: meaning`");
    ModelColumn column;
    column.meaning = Trim(line.substr(colon + 1));
    std::string_view words = line.substr(0, colon);
    for (int place = 0; !Trim(words).empty(); ++place) {
      words = words.substr(words.find_first_not_of(kBlanks));
      const std::string_view word = words.substr(0, words.find_first_of(kBlanks));
      words.remove_prefix(word.size());
      if (place == 0) {
        column.name = word;
        if (!IsModelName(word)) FailAt(word, "a column's name is of a to z, 0 to 9 and `_`");
      } else if (place == 1) {
        column.type = static_cast<ModelType>(Choice("type", kModelTypeNames, word));
      } else if (word == "required") {
        column.is_required = true;
      } else if (word == "now") {
        column.is_now = true;
      } else {
        FailAt(word, "unknown word `" + std::string(word) +
                         "`: a column is written as `name type [required] [now]: meaning`");
      }
      if (place == 0 && Trim(words).empty()) FailAt(word, "column `" + column.name + "` has no type");
    }
    for (const ModelColumn& other : model.columns) {
      if (other.name == column.name) FailAt(line, "column `" + column.name + "` is there twice");
    }
    model.columns.push_back(std::move(column));
  }

  void Sql(ModelFile& model, std::string_view line) {
    if (statement_.empty()) {
      if (IsBlank(line)) return;
      statement_line_ = line_;
    }
    for (size_t at = line.find("$$"); at != std::string_view::npos; at = line.find("$$", at + 2)) in_body_ = !in_body_;
    const bool is_end = line.ends_with(';') && !in_body_;
    if (is_end) line.remove_suffix(1);
    statement_.append(statement_.empty() ? "" : "\n").append(line);
    if (is_end) {
      model.statements.push_back({std::string(TrimEnd(statement_)), statement_line_});
      statement_.clear();
    }
  }

  void Check(const ModelFile& model) const {
    for (const std::string_view field : {"kind", "refresh"}) {
      if (std::find(seen_.begin(), seen_.end(), field) == seen_.end()) {
        Fail(1, 1, "the header lacks `" + std::string(field) + ":`");
      }
    }
    const size_t count = model.statements.size();
    const bool is_list = model.kind == ModelKind::kStatements || model.kind == ModelKind::kFunction;
    const bool may_lack = model.kind == ModelKind::kTable;
    if (is_list ? count == 0 : count > 1 || (count == 0 && !may_lack)) {
      Fail(count > 1 ? model.statements[1].line : 1, 1,
           "a model of kind `" + std::string(kModelKindNames[static_cast<size_t>(model.kind)]) + "` has " +
               (is_list    ? "at least one statement"
                : may_lack ? "at most one statement"
                           : "one statement"));
    }
    if (model.kind == ModelKind::kTable && model.columns.empty()) Fail(1, 1, "a table's header names its columns");
    for (const std::string& name : model.key) {
      const bool is_known = std::any_of(model.columns.begin(), model.columns.end(),
                                        [&](const ModelColumn& column) { return column.name == name; });
      if (!is_known && model.columns_like.empty()) Fail(1, 1, "`key:` names `" + name + "`, which is no column");
    }
  }

  std::string_view path_;
  std::string_view text_;
  size_t line_ = 1;
  std::vector<std::string> seen_;
  std::string statement_;
  size_t statement_line_ = 1;
  bool in_body_ = false;
};

}  // namespace

ModelFile ParseModelFile(std::string_view path, std::string_view layer, std::string_view name, std::string_view text) {
  ModelFile model;
  model.path = path;
  model.layer = layer;
  model.name = name;
  ModelParser(path, text).Parse(model);
  while (model.meaning.ends_with('\n')) model.meaning.pop_back();
  return model;
}

bool IsModelName(std::string_view name) {
  if (name.empty() || name.size() > 63 || (name[0] >= '0' && name[0] <= '9')) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace millrace
