// Reads the fields of a JSON object that another process wrote for this one: a missing field or a wrong type is a
// UserError that names it. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "core/error.h"

namespace millrace {

class JsonFields {
 public:
  // `what` names the object in errors. The parser of the value must outlive this object.
  JsonFields(simdjson::dom::element value, std::string_view what) : what_(what) {
    if (value.get(object_) != simdjson::SUCCESS) throw UserError(what_ + " is not a JSON object");
  }

  bool Has(std::string_view name) const {
    simdjson::dom::element value;
    return object_[name].get(value) == simdjson::SUCCESS && !value.is_null();
  }
  uint64_t Count(std::string_view name) const { return Get<uint64_t>(name, "a number from 0"); }
  int64_t Number(std::string_view name) const { return Get<int64_t>(name, "a whole number"); }
  double Decimal(std::string_view name) const { return Get<double>(name, "a number"); }
  std::string Text(std::string_view name) const { return std::string(Get<std::string_view>(name, "a text")); }
  simdjson::dom::array Array(std::string_view name) const { return Get<simdjson::dom::array>(name, "an array"); }
  simdjson::dom::object Object(std::string_view name) const { return Get<simdjson::dom::object>(name, "an object"); }
  JsonFields Inner(std::string_view name) const {
    return {Get<simdjson::dom::element>(name, "an object"), what_ + ": \"" + std::string(name) + "\""};
  }

 private:
  template <typename Type>
  Type Get(std::string_view name, const char* type) const {
    Type value{};
    if (object_[name].get(value) != simdjson::SUCCESS) {
      throw UserError(what_ + ": \"" + std::string(name) + "\" is missing or not " + type);
    }
    return value;
  }

  std::string what_;
  simdjson::dom::object object_;
};

}  // namespace millrace
