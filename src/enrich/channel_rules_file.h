// The compiled form of channel_rules.yaml: a tree of conditions over ChannelValues. Immutable, so thread-safe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "enrich/channel_rules.h"

namespace re2 {
class RE2;
}

namespace millrace {

enum class ChannelOperator : uint8_t { kEmpty, kIs, kOneOf, kContains, kStartsWith, kEndsWith, kMatches };

struct ChannelTest {
  ChannelField field;
  ChannelOperator op;
  bool wanted = true;              // false: the operator is negated
  std::vector<std::string> texts;  // in lower case; only kOneOf has several
  std::shared_ptr<const re2::RE2> regex;

  bool Holds(ChannelValues& values) const;
};

struct ChannelCondition {
  enum class Kind : uint8_t { kTest, kAll, kAny };
  Kind kind = Kind::kTest;
  ChannelTest test{};
  std::vector<ChannelCondition> parts;

  bool Holds(ChannelValues& values) const;
};

struct ChannelGroup {
  std::string name;
  size_t line = 0;
  ChannelCondition condition;
};

struct ChannelFile {
  std::vector<ChannelGroup> groups;
  std::string otherwise;
};

// Reads the file's text. Throws SourceError.
ChannelFile ParseChannelFile(std::string_view text, std::string_view file);

}  // namespace millrace
