// Reads a text that must be one YAML document. yaml-cpp 0.7's own ways do not serve: Load ignores what follows the
// first document, and LoadAll never ends on some texts (a lone comma, for one). Thread-safe; a node and its copies
// belong to one thread.
#pragma once

#include <string_view>

#include <yaml-cpp/yaml.h>

namespace millrace {

// Throws YAML::Exception, with its mark, for what is no YAML and for a second document. An empty text gives a null
// node. A quote that is not closed is pointed to itself: yaml-cpp finds the end of the file, or what follows the next
// quote.
YAML::Node ReadYamlDocument(std::string_view text);

}  // namespace millrace
