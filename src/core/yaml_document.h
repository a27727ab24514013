// Reads a text that must be one YAML document. The functions of yaml-cpp 0.7 are not sufficient: Load ignores
// everything after the first document, and LoadAll never ends on some texts (for example a single comma). Thread-safe;
// a node and its copies belong to one thread.
#pragma once

#include <string_view>

#include <yaml-cpp/yaml.h>

namespace millrace {

// Throws YAML::Exception with a mark if the text is not YAML or has a second document. An empty text is a null node.
// The mark of an unclosed quote is that of the quote; yaml-cpp's would be the end of the file, or what follows the next
// quote.
YAML::Node ReadYamlDocument(std::string_view text);

}  // namespace millrace
