#include "serve/arguments.h"

#include <algorithm>

#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/integer_text.h"
#include "core/time.h"
#include "http/problem.h"

namespace millrace {
namespace {

constexpr size_t kMaxTextBytes = 1000;

std::string Listed(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "`" : ", `") + std::string(name) + "`";
  return text;
}

[[noreturn]] void FailParameter(std::string_view name, const std::string& detail) {
  throw http::ProblemError(400, "`" + std::string(name) + "`: " + detail, std::string(name));
}

std::optional<int32_t> DayOf(const std::string& text) {
  constexpr size_t kDayBytes = 10;
  if (text.size() != kDayBytes) return std::nullopt;
  const auto instant = ParseInstant(text);
  if (!instant) return std::nullopt;
  constexpr int64_t kDay = 86'400 * kNanosecondsPerSecond;
  return static_cast<int32_t>((*instant - (*instant % kDay + kDay) % kDay) / kDay);
}

void CheckInteger(const RouteParameter& parameter, const std::string& value) {
  const auto number = ParseWhole<int64_t>(value);
  if (number && *number >= parameter.least && *number <= parameter.greatest) return;
  FailParameter(parameter.name, "expected an integer from " + std::to_string(parameter.least) + " to " +
                                    std::to_string(parameter.greatest));
}

void CheckDuration(const RouteParameter& parameter, const std::string& value) {
  const auto time = ParseDuration(value);
  if (time && *time >= parameter.least && *time <= parameter.greatest) return;
  FailParameter(parameter.name, "expected a duration from " + FormatDuration(parameter.least) + " to " +
                                    FormatDuration(parameter.greatest) + ", like 2s");
}

void CheckText(const RouteParameter& parameter, const std::string& value) {
  if (value.size() > kMaxTextBytes) FailParameter(parameter.name, "longer than 1000 bytes");
  if (parameter.choices.empty() || std::ranges::find(parameter.choices, value) != parameter.choices.end()) return;
  FailParameter(parameter.name,
                "expected one of " + Listed(parameter.choices) + DidYouMeanHint(value, parameter.choices));
}

void CheckValue(const RouteParameter& parameter, const std::string& value) {
  switch (parameter.type) {
    case ParameterType::kText:
      return CheckText(parameter, value);
    case ParameterType::kInteger:
      return CheckInteger(parameter, value);
    case ParameterType::kBoolean:
      if (value != "true" && value != "false") FailParameter(parameter.name, "expected true or false");
      return;
    case ParameterType::kDay:
      if (!DayOf(value)) FailParameter(parameter.name, "expected a day like 2026-11-14");
      return;
    case ParameterType::kInstant:
      if (!ParseInstant(value)) FailParameter(parameter.name, "expected a time like 2026-11-14T12:00:00Z");
      return;
    case ParameterType::kDuration:
      return CheckDuration(parameter, value);
  }
}

const RouteParameter* FindParameter(const Route& route, std::string_view name, ParameterPlace place) {
  const auto found = std::ranges::find_if(
      route.parameters, [&](const RouteParameter& each) { return each.name == name && each.place == place; });
  return found == route.parameters.end() ? nullptr : &*found;
}

[[noreturn]] void FailUnknown(const Route& route, const std::string& name) {
  std::vector<std::string_view> names;
  for (const RouteParameter& each : route.parameters) {
    if (each.place == ParameterPlace::kQuery) names.push_back(each.name);
  }
  FailParameter(name, "there is no such parameter" + DidYouMeanHint(name, names));
}

}  // namespace

Arguments::Arguments(const Route& route, std::span<const std::pair<std::string, std::string>> path,
                     std::span<const http::QueryPair> query) {
  for (const RouteParameter& each : route.parameters) values_.try_emplace(std::string(each.name));
  for (const auto& [name, value] : path) {
    const RouteParameter* const parameter = FindParameter(route, name, ParameterPlace::kPath);
    MILLRACE_CHECK(parameter != nullptr);
    CheckValue(*parameter, value);
    values_[name] = {value};
  }
  for (const auto& [name, value] : query) {
    const RouteParameter* const parameter = FindParameter(route, name, ParameterPlace::kQuery);
    if (parameter == nullptr) {
      if (route.open_parameters.empty()) FailUnknown(route, name);
      if (value.size() > kMaxTextBytes) FailParameter(name, "longer than 1000 bytes");
      open_.push_back({.name = name, .value = value});
      continue;
    }
    CheckValue(*parameter, value);
    std::vector<std::string>& values = values_[name];
    if (!values.empty() && !parameter->may_repeat) FailParameter(name, "may be given only once");
    values.push_back(value);
  }
  for (const RouteParameter& each : route.parameters) {
    std::vector<std::string>& values = values_[std::string(each.name)];
    if (!values.empty()) continue;
    if (each.is_required) FailParameter(each.name, "is required");
    if (!each.default_value.empty()) values.emplace_back(each.default_value);
  }
}

const std::vector<std::string>& Arguments::ValuesOf(std::string_view name) const {
  const auto found = values_.find(name);
  MILLRACE_CHECK(found != values_.end());
  return found->second;
}

bool Arguments::Has(std::string_view name) const {
  return !ValuesOf(name).empty();
}

const std::string& Arguments::Text(std::string_view name) const {
  MILLRACE_CHECK(Has(name));
  return ValuesOf(name).front();
}

std::string Arguments::TextOr(std::string_view name, std::string_view otherwise) const {
  return Has(name) ? Text(name) : std::string(otherwise);
}

std::vector<std::string> Arguments::Texts(std::string_view name) const {
  return ValuesOf(name);
}

int64_t Arguments::Integer(std::string_view name) const {
  const auto value = ParseWhole<int64_t>(Text(name));
  MILLRACE_CHECK(value.has_value());
  return *value;
}

bool Arguments::Boolean(std::string_view name) const {
  return Text(name) == "true";
}

std::optional<int32_t> Arguments::Day(std::string_view name) const {
  if (!Has(name)) return std::nullopt;
  return DayOf(Text(name));
}

std::optional<int64_t> Arguments::Instant(std::string_view name) const {
  if (!Has(name)) return std::nullopt;
  return ParseInstant(Text(name));
}

std::optional<int64_t> Arguments::DurationMs(std::string_view name) const {
  if (!Has(name)) return std::nullopt;
  return ParseDuration(Text(name));
}

}  // namespace millrace
