// device_models.csv: which Android models are televisions, headsets or tablets (spec/enrichment.md, U1). Immutable, so
// thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// The model in an Android user agent: in its first parentheses, the text after the last `; ` and before ` Build` or the
// closing parenthesis. Empty if there is none.
std::string_view ModelOf(std::string_view user_agent);

class DeviceModels {
 public:
  enum class Kind { kPrefix, kWord };
  struct Row {
    Kind kind = Kind::kPrefix;
    std::string text;  // in lower case
    std::string category;
    size_t line = 0;
  };

  // No rows.
  DeviceModels() = default;
  // Throws SourceError: an unknown column, kind or category, an empty or repeated text.
  static DeviceModels Parse(std::string_view text, std::string_view file);

  // The first row that matches a model, or null: the model begins with the text, or contains it as a whole word (of
  // letters, digits and `_`). Letter case is ignored.
  const Row* Find(std::string_view model) const;

 private:
  std::vector<Row> rows_;
};

}  // namespace millrace
