#include "oidc/claims.h"

#include <simdjson.h>

namespace millrace::oidc {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

std::optional<element> Find(element root, std::string_view name) {
  object members;
  if (root.get(members) != simdjson::SUCCESS) return std::nullopt;
  element found;
  if (members.at_key(name).get(found) == simdjson::SUCCESS) return found;
  for (size_t dot = 0; (dot = name.find('.', dot)) != std::string_view::npos; ++dot) {
    if (members.at_key(name.substr(0, dot)).get(found) != simdjson::SUCCESS) continue;
    if (auto inner = Find(found, name.substr(dot + 1))) return inner;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> ClaimTexts(std::string_view claims, std::string_view name) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(claims).get(root) != simdjson::SUCCESS) return {};
  const auto claim = Find(root, name);
  if (!claim) return {};
  std::string_view text;
  if (claim->get(text) == simdjson::SUCCESS) return {std::string(text)};
  simdjson::dom::array list;
  if (claim->get(list) != simdjson::SUCCESS) return {};
  std::vector<std::string> texts;
  for (const element each : list) {
    if (each.get(text) == simdjson::SUCCESS) texts.emplace_back(text);
  }
  return texts;
}

bool HasClaim(std::string_view claims, std::string_view name) {
  simdjson::dom::parser parser;
  element root;
  return parser.parse(claims).get(root) == simdjson::SUCCESS && Find(root, name).has_value();
}

bool HasTrueMember(std::string_view object, std::string_view name) {
  simdjson::dom::parser parser;
  bool value = false;
  return parser.parse(object).at_key(name).get(value) == simdjson::SUCCESS && value;
}

std::optional<std::string> MemberText(std::string_view object, std::string_view name) {
  simdjson::dom::parser parser;
  std::string_view text;
  if (parser.parse(object).at_key(name).get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string(text);
}

}  // namespace millrace::oidc
