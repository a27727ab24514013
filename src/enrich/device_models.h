// device_models.csv: which Android models are televisions, headsets or tablets (spec/enrichment.md, U1). Immutable once
// parsed, so thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// The model that an Android agent names: in its first bracket group, the text between the last `; ` before ` Build`, or
// before the closing bracket, and that place. Empty when there is none.
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

  // The first row that holds for a model, or null: the model begins with the text, or has it as a whole word (letters,
  // digits and `_` make a word). Letter case does not count.
  const Row* Find(std::string_view model) const;

 private:
  std::vector<Row> rows_;
};

}  // namespace millrace
