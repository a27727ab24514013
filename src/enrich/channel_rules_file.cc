#include "enrich/channel_rules_file.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <utility>

#include <re2/re2.h>
#include <yaml-cpp/yaml.h>

#include "core/did_you_mean.h"
#include "core/letter_case.h"
#include "core/source_position.h"
#include "core/utf8.h"
#include "core/yaml_document.h"

namespace millrace {
namespace {

// Limits, because aliases (`*name`) can expand a small file to any size.
constexpr int kMaxNesting = 64;
constexpr int kMaxConditions = 10'000;

// In the order of ChannelField.
constexpr std::array<std::string_view, kChannelFieldCount> kFieldNames = {
    "category",    "source",        "medium", "campaign", "content",  "term",
    "campaign_id", "clid_platform", "clid",   "click",    "referrer", "referrer_host"};

struct OperatorName {
  std::string_view name;
  ChannelOperator op;
  bool wanted;
};
constexpr std::array kOperators = {OperatorName{"empty", ChannelOperator::kEmpty, true},
                                   OperatorName{"is", ChannelOperator::kIs, true},
                                   OperatorName{"is_not", ChannelOperator::kIs, false},
                                   OperatorName{"one_of", ChannelOperator::kOneOf, true},
                                   OperatorName{"none_of", ChannelOperator::kOneOf, false},
                                   OperatorName{"contains", ChannelOperator::kContains, true},
                                   OperatorName{"contains_not", ChannelOperator::kContains, false},
                                   OperatorName{"starts_with", ChannelOperator::kStartsWith, true},
                                   OperatorName{"starts_with_not", ChannelOperator::kStartsWith, false},
                                   OperatorName{"ends_with", ChannelOperator::kEndsWith, true},
                                   OperatorName{"ends_with_not", ChannelOperator::kEndsWith, false},
                                   OperatorName{"matches", ChannelOperator::kMatches, true},
                                   OperatorName{"matches_not", ChannelOperator::kMatches, false}};

// `all`, `any` and every field, for the suggestion after a mistyped name.
constexpr auto kConditionNames = [] {
  std::array<std::string_view, kChannelFieldCount + 2> names{"all", "any"};
  std::copy(kFieldNames.begin(), kFieldNames.end(), names.begin() + 2);
  return names;
}();
constexpr auto kOperatorNames = [] {
  std::array<std::string_view, kOperators.size()> names;
  std::transform(kOperators.begin(), kOperators.end(), names.begin(), [](const OperatorName& op) { return op.name; });
  return names;
}();

class Parser {
 public:
  Parser(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  ChannelFile Parse() {
    if (!IsValidUtf8(text_)) throw SourceError(file_, text_, 1, 1, "text is not UTF-8");
    YAML::Node root;
    try {
      root = ReadYamlDocument(text_);
    } catch (const YAML::Exception& error) {
      Fail(error.mark, "not YAML: " + error.msg);
    }
    if (!root.IsMap()) Fail(root, "a file of channel rules has the keys version, otherwise and groups");
    return ReadFile(root);
  }

 private:
  [[noreturn]] void Fail(const YAML::Mark& mark, const std::string& message) const {
    // The mark of a node that is not in the text (an empty value at the end of the file) has the position -1.
    throw SourceError(file_, text_, static_cast<size_t>(std::max(mark.line, 0)) + 1,
                      static_cast<size_t>(std::max(mark.column, 0)) + 1, message);
  }
  [[noreturn]] void Fail(const YAML::Node& at, const std::string& message) const { Fail(at.Mark(), message); }

  // The values of `names` in a map, which must have all of these keys and no others.
  std::vector<YAML::Node> Values(const YAML::Node& map, std::initializer_list<std::string_view> names) const {
    std::vector<YAML::Node> values(names.size(), YAML::Node(YAML::NodeType::Undefined));
    for (const auto& entry : map) {
      const std::string& key = entry.first.Scalar();
      const auto* name = std::find(names.begin(), names.end(), key);
      if (name == names.end()) Fail(entry.first, "unknown key `" + key + "`" + DidYouMeanHint(key, names));
      YAML::Node& value = values[static_cast<size_t>(name - names.begin())];
      if (value.IsDefined()) Fail(entry.first, "duplicate key `" + key + "`");
      value.reset(entry.second);
    }
    for (size_t i = 0; i < values.size(); ++i) {
      if (!values[i].IsDefined()) Fail(map, "key `" + std::string(names.begin()[i]) + "` is missing");
    }
    return values;
  }

  ChannelFile ReadFile(const YAML::Node& root) {
    const std::vector<YAML::Node> values = Values(root, {"version", "otherwise", "groups"});
    if (!values[0].IsScalar() || values[0].Scalar() != "1") Fail(values[0], "`version` must be 1");
    ChannelFile result;
    result.otherwise = Name(values[1], "otherwise");
    if (!values[2].IsSequence()) Fail(values[2], "`groups` must be a list");
    for (const YAML::Node& node : values[2]) {
      ChannelGroup group = ReadGroup(node);
      for (const ChannelGroup& other : result.groups) {
        if (other.name == group.name) {
          Fail(node, "duplicate group `" + group.name + "`: it is in line " + std::to_string(other.line) + " too");
        }
      }
      result.groups.push_back(std::move(group));
    }
    return result;
  }

  std::string Name(const YAML::Node& node, std::string_view key) const {
    if (!node.IsScalar() || node.Scalar().empty()) Fail(node, "`" + std::string(key) + "` must be a name");
    return node.Scalar();
  }

  ChannelGroup ReadGroup(const YAML::Node& node) {
    if (!node.IsMap()) Fail(node, "a group has a name (`group`) and a condition");
    ChannelGroup group;
    bool has_condition = false;
    for (const auto& entry : node) {
      const std::string& key = entry.first.Scalar();
      if (key == "group") {
        if (!group.name.empty()) Fail(entry.first, "duplicate key `group`");
        group.name = Name(entry.second, key);
        group.line = static_cast<size_t>(entry.first.Mark().line) + 1;
        continue;
      }
      if (has_condition) Fail(entry.first, "a group has one condition; join several with `all` or `any`");
      has_condition = true;
      group.condition = ReadCondition(entry.first, entry.second, 0);
    }
    if (group.name.empty()) Fail(node, "name missing: a group needs `group: NAME`");
    if (!has_condition) Fail(node, "group `" + group.name + "` has no condition");
    return group;
  }

  ChannelCondition ReadCondition(const YAML::Node& key, const YAML::Node& value, int depth) {
    if (depth > kMaxNesting) Fail(key, "conditions are nested deeper than " + std::to_string(kMaxNesting));
    if (++conditions_ > kMaxConditions) Fail(key, "more than " + std::to_string(kMaxConditions) + " conditions");
    const std::string& name = key.Scalar();
    ChannelCondition condition;
    if (name != "all" && name != "any") {
      condition.test = ReadTest(key, value);
      return condition;
    }
    condition.kind = name == "all" ? ChannelCondition::Kind::kAll : ChannelCondition::Kind::kAny;
    if (!value.IsSequence() || value.size() == 0) Fail(key, "`" + name + "` needs a list of conditions");
    for (const YAML::Node& part : value) {
      if (!part.IsMap() || part.size() != 1) Fail(part, "a condition is `all`, `any` or one field");
      const auto entry = part.begin();
      condition.parts.push_back(ReadCondition(entry->first, entry->second, depth + 1));
    }
    return condition;
  }

  ChannelTest ReadTest(const YAML::Node& key, const YAML::Node& value) {
    const std::string& name = key.Scalar();
    const auto* field = std::find(kFieldNames.begin(), kFieldNames.end(), name);
    if (field == kFieldNames.end()) {
      Fail(key, "unknown field `" + name + "`" + DidYouMeanHint(name, kConditionNames));
    }
    if (!value.IsMap() || value.size() != 1) Fail(key, "`" + name + "` needs one test, as in `{is: TEXT}`");
    const auto entry = value.begin();
    const std::string& op_name = entry->first.Scalar();
    const auto* op = std::find(kOperatorNames.begin(), kOperatorNames.end(), op_name);
    if (op == kOperatorNames.end()) {
      Fail(entry->first, "unknown operator `" + op_name + "`" + DidYouMeanHint(op_name, kOperatorNames));
    }
    const OperatorName& known = kOperators[static_cast<size_t>(op - kOperatorNames.begin())];
    ChannelTest test{static_cast<ChannelField>(field - kFieldNames.begin()), known.op, known.wanted, {}, nullptr};
    ReadOperand(test, op_name, entry->second);
    return test;
  }

  void ReadOperand(ChannelTest& test, const std::string& op_name, const YAML::Node& operand) {
    if (test.op == ChannelOperator::kEmpty) {
      const std::string truth = operand.IsScalar() ? operand.Scalar() : "";
      if (truth != "true" && truth != "false") Fail(operand, "`empty` needs true or false");
      test.wanted = truth == "true";
      return;
    }
    if (test.op == ChannelOperator::kOneOf) {
      if (!operand.IsSequence() || operand.size() == 0) Fail(operand, "`" + op_name + "` needs a list of texts");
      for (const YAML::Node& text : operand) AddText(test, op_name, text);
      return;
    }
    if (test.op != ChannelOperator::kMatches) {
      AddText(test, op_name, operand);
      return;
    }
    if (!operand.IsScalar()) Fail(operand, "`" + op_name + "` needs a regular expression");
    test.regex = Compile(operand);
  }

  void AddText(ChannelTest& test, const std::string& op_name, const YAML::Node& text) const {
    if (!text.IsScalar()) Fail(text, "`" + op_name + "` needs text");
    LowerCase(text.Scalar(), test.texts.emplace_back());
  }

  // Several groups may use the same expression, which is compiled once.
  std::shared_ptr<const RE2> Compile(const YAML::Node& node) {
    std::shared_ptr<const RE2>& regex = regexes_[node.Scalar()];
    if (regex == nullptr) {
      RE2::Options options;
      options.set_case_sensitive(false);
      options.set_log_errors(false);
      regex = std::make_shared<const RE2>(node.Scalar(), options);
      if (!regex->ok()) Fail(node, "bad regular expression: " + regex->error());
    }
    return regex;
  }

  std::string_view text_;
  std::string_view file_;
  int conditions_ = 0;
  std::map<std::string, std::shared_ptr<const RE2>> regexes_;
};

}  // namespace

ChannelFile ParseChannelFile(std::string_view text, std::string_view file) {
  return Parser(text, file).Parse();
}

}  // namespace millrace
