#include "enrich/channel_rules.h"

#include <algorithm>
#include <utility>

#include <re2/re2.h>

#include "core/letter_case.h"
#include "enrich/channel_rules_file.h"
#include "enrich/source_categories.h"

namespace millrace {

std::string_view WithoutBrackets(std::string_view value, std::string& out) {
  const size_t open = value.find('(');
  const size_t close = value.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return value;
  out.assign(value.substr(0, open)).append(value.substr(open + 1, close - open - 1)).append(value.substr(close + 1));
  return out;
}

void ChannelValues::Clear() {
  for (Value& value : values_) {
    value.value = {};
    value.lowered = false;
  }
}

void ChannelValues::Set(ChannelField field, std::string_view value) {
  if (field == ChannelField::kCategory && value == kUnassigned) value = {};
  if (field == ChannelField::kMedium) value = WithoutBrackets(value, medium_);
  at(field).value = value;
  at(field).lowered = false;
}

std::string_view ChannelValues::Lower(ChannelField field) {
  Value& value = at(field);
  if (!value.lowered) {
    LowerCase(value.value, value.lower);
    value.lowered = true;
  }
  return value.lower;
}

bool ChannelTest::Holds(ChannelValues& values) const {
  const auto compare = [&](std::string_view text) {
    switch (op) {
      case ChannelOperator::kEmpty:
        return text.empty();
      case ChannelOperator::kIs:
        return text == texts.front();
      case ChannelOperator::kOneOf:
        // Everywhere else, null counts as an empty text.
        return !values.IsNull(field) && std::find(texts.begin(), texts.end(), text) != texts.end();
      case ChannelOperator::kContains:
        return text.find(texts.front()) != std::string_view::npos;
      case ChannelOperator::kStartsWith:
        return text.starts_with(texts.front());
      case ChannelOperator::kEndsWith:
        return text.ends_with(texts.front());
      case ChannelOperator::kMatches:
        return RE2::FullMatch({text.data(), text.size()}, *regex);
    }
    return false;
  };
  return compare(values.Lower(field)) == wanted;
}

bool ChannelCondition::Holds(ChannelValues& values) const {
  const auto part_holds = [&](const ChannelCondition& part) { return part.Holds(values); };
  switch (kind) {
    case Kind::kTest:
      return test.Holds(values);
    case Kind::kAll:
      return std::all_of(parts.begin(), parts.end(), part_holds);
    case Kind::kAny:
      return std::any_of(parts.begin(), parts.end(), part_holds);
  }
  return false;
}

struct ChannelRules::State {
  ChannelFile file;
};

ChannelRules::ChannelRules(std::unique_ptr<const State> state) : state_(std::move(state)) {}
ChannelRules::~ChannelRules() = default;
ChannelRules::ChannelRules(ChannelRules&&) noexcept = default;
ChannelRules& ChannelRules::operator=(ChannelRules&&) noexcept = default;

ChannelRules ChannelRules::Parse(std::string_view text, std::string_view file) {
  return ChannelRules(std::make_unique<const State>(State{ParseChannelFile(text, file)}));
}

ChannelRules::Group ChannelRules::GroupOf(ChannelValues& values) const {
  for (const ChannelGroup& group : state_->file.groups) {
    if (group.condition.Holds(values)) return {group.name, group.line};
  }
  return {state_->file.otherwise, 0};
}

std::string_view ChannelRules::otherwise() const {
  return state_->file.otherwise;
}

}  // namespace millrace
