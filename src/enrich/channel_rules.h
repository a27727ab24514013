// channel_rules.yaml: which channel group an event belongs to (spec/enrichment.md §3.7 and §4). The file's own head
// describes its language: ordered groups, conditions that nest with `all` and `any`, tests that ignore letter case.
//
// ChannelRules are immutable once parsed, so thread-safe; a ChannelValues belongs to one thread.
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

// The text without its outermost pair of round brackets, which mark an inferred medium: `value` itself, or in `out`.
std::string_view WithoutBrackets(std::string_view value, std::string& out);

// What is tested. Reuse one object: it lower-cases a field when a test first asks for it.
class ChannelValues {
 public:
  // All fields become null.
  void Clear();
  // Null data(): null. The view must live as long as it is tested. The category `Unassigned` is taken as null; of the
  // medium a pair of round brackets is dropped.
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
  // Throws SourceError for everything that is not as the language wants it.
  static ChannelRules Parse(std::string_view text, std::string_view file);
  ~ChannelRules();
  ChannelRules(ChannelRules&&) noexcept;
  ChannelRules& operator=(ChannelRules&&) noexcept;

  // The first group that holds. Its line is that of its name in the file; 0 when none holds and `otherwise` is the
  // name.
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
