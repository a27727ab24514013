// Compares a JSON answer with the schema that the OpenAPI document has for its route: types, required members, members
// that the schema does not know, enums and references. Not thread-safe.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "serve/openapi.h"
#include "serve/route.h"

namespace millrace {

class AnswerSchema {
 public:
  // The schema of the answer with this status of the route, by its name.
  explicit AnswerSchema(std::string_view route) {
    const std::string text = OpenApiDocument(AllTopics());
    root_ = parser_.parse(text);
    for (const auto path : simdjson::dom::object(root_["paths"])) {
      for (const auto operation : simdjson::dom::object(path.value)) {
        if (std::string_view(operation.value["operationId"]) != route) continue;
        for (const auto answer : simdjson::dom::object(operation.value["responses"])) {
          if (answer.key.starts_with('2')) schema_ = answer.value["content"]["application/json"]["schema"];
        }
      }
    }
  }

  // What is wrong with the answer, one line each; empty: nothing.
  std::string FaultsOf(std::string_view answer) const {
    simdjson::dom::parser parser;
    simdjson::dom::element value;
    if (parser.parse(answer.data(), answer.size()).get(value) != simdjson::SUCCESS) return "not JSON\n";
    std::string faults;
    Check(value, schema_, "", true, faults);
    return faults;
  }

 private:
  using Element = simdjson::dom::element;

  static bool HasType(const Element& value, std::string_view type) {
    if (type == "null") return value.is_null();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    if (type == "number") return value.is_number();
    return type == "object" ? value.is_object() : value.is_array();
  }

  static bool HasOneOf(const Element& value, const Element& types) {
    if (types.is_string()) return HasType(value, std::string_view(types));
    return std::ranges::any_of(simdjson::dom::array(types),
                               [&](const Element& type) { return HasType(value, std::string_view(type)); });
  }

  static bool IsAmong(const Element& value, const Element& values) {
    return std::ranges::any_of(simdjson::dom::array(values),
                               [&](const Element& each) { return simdjson::minify(each) == simdjson::minify(value); });
  }

  // `is_whole`: members that the schema does not name are faults.
  void Check(const Element& value, const Element& schema, const std::string& place, bool is_whole,
             std::string& faults) const {
    Element part;
    if (schema["$ref"].get(part) == simdjson::SUCCESS) {
      return Check(value, root_.at_pointer(std::string_view(part).substr(1)), place, is_whole, faults);
    }
    if (schema["allOf"].get(part) == simdjson::SUCCESS) {
      for (const Element each : simdjson::dom::array(part)) Check(value, each, place, false, faults);
      return;
    }
    if (schema["oneOf"].get(part) == simdjson::SUCCESS) {
      size_t fitting = 0;
      for (const Element each : simdjson::dom::array(part)) {
        std::string of_this;
        Check(value, each, place, is_whole, of_this);
        fitting += of_this.empty() ? 1 : 0;
      }
      if (fitting != 1) faults += place + ": fits " + std::to_string(fitting) + " of oneOf\n";
      return;
    }
    if (schema["type"].get(part) == simdjson::SUCCESS && !HasOneOf(value, part)) {
      faults += place + ": not of type " + simdjson::minify(part) + ": " + simdjson::minify(value) + "\n";
      return;
    }
    if (schema["enum"].get(part) == simdjson::SUCCESS && !IsAmong(value, part)) {
      faults += place + ": not in " + simdjson::minify(part) + ": " + simdjson::minify(value) + "\n";
    }
    if (value.is_object()) CheckMembers(value, schema, place, is_whole, faults);
    if (value.is_array() && schema["items"].get(part) == simdjson::SUCCESS) {
      size_t i = 0;
      for (const Element each : simdjson::dom::array(value)) {
        Check(each, part, place + "/" + std::to_string(i++), is_whole, faults);
      }
    }
  }

  void CheckMembers(const Element& value, const Element& schema, const std::string& place, bool is_whole,
                    std::string& faults) const {
    Element required, properties, others;
    if (schema["required"].get(required) == simdjson::SUCCESS) {
      for (const Element name : simdjson::dom::array(required)) {
        Element member;
        if (value[std::string_view(name)].get(member) != simdjson::SUCCESS) {
          faults += place + ": without " + std::string(std::string_view(name)) + "\n";
        }
      }
    }
    const bool names_members = schema["properties"].get(properties) == simdjson::SUCCESS;
    const bool has_others = schema["additionalProperties"].get(others) == simdjson::SUCCESS;
    for (const auto member : simdjson::dom::object(value)) {
      const std::string at = place + "/" + std::string(member.key);
      Element known;
      if (names_members && properties[member.key].get(known) == simdjson::SUCCESS) {
        Check(member.value, known, at, true, faults);
      } else if (has_others && others.is_object()) {
        Check(member.value, others, at, true, faults);
      } else if (names_members && is_whole && !has_others) {
        faults += at + ": the schema does not name it\n";
      }
    }
  }

  simdjson::dom::parser parser_;
  Element root_;
  Element schema_;
};

// Expects that an answer is what the document says of the route.
#define EXPECT_ANSWER_OF(route, answer) EXPECT_EQ(AnswerSchema(route).FaultsOf(answer), "") << (answer)

}  // namespace millrace
