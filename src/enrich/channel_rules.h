// channel_rules.yaml: the channel group of an event (spec/enrichment.md §3.7 and §4). The beginning of the file
// describes its language: ordered groups, conditions nested with `all` and `any`, case-insensitive tests.
//
// ChannelRules are immutable, so thread-safe; a ChannelValues belongs to one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

enum class ChannelField : uint8_t {
  kCategory,
  kSource,
  kMedium,
  kCampaign,
  kContent,
  kTerm,
  kCampaignId,
  kClidPlatform,
  kClid,
  kClick,  // `paid`, `other`, or null without a click id (§3.10)
  kReferrer,
  kReferrerHost
};
inline constexpr size_t kChannelFieldCount = 12;

// The text without its outermost parentheses, which mark an inferred medium. A view of `value` or of `out`.
std::string_view WithoutBrackets(std::string_view value, std::string& out);

// The values that are tested. Reuse one object: it converts a field to lower case when a test first needs it.
class ChannelValues {
 public:
  // All fields become null.
  void Clear();
  // Null data(): null. The view must be valid as long as it is tested. The category `Unassigned` counts as null; the
  // medium loses a pair of parentheses.
  void Set(ChannelField field, std::string_view value);

  bool IsNull(ChannelField field) const { return at(field).value.data() == nullptr; }
  // In lower case; empty for null.
  std::string_view Lower(ChannelField field);

 private:
  struct Value {
    std::string_view value;
    std::string lower;
    bool lowered = false;
  };
  Value& at(ChannelField field) { return values_[static_cast<size_t>(field)]; }
  const Value& at(ChannelField field) const { return values_[static_cast<size_t>(field)]; }

  std::array<Value, kChannelFieldCount> values_;
  std::string medium_;
};

class ChannelRules {
 public:
  // Throws SourceError for everything that violates the rules of the language.
  static ChannelRules Parse(std::string_view text, std::string_view file);
  ~ChannelRules();
  ChannelRules(ChannelRules&&) noexcept;
  ChannelRules& operator=(ChannelRules&&) noexcept;

  // The first group that matches, and the line of its name in the file; 0 if none matches and the name is `otherwise`.
  struct Group {
    std::string_view name;
    size_t line = 0;
  };
  Group GroupOf(ChannelValues& values) const;

  std::string_view otherwise() const;

 private:
  struct State;
  explicit ChannelRules(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

}  // namespace millrace
