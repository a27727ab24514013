#include "transform/repeated_fields.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/same_text.h"
#include "raw/raw_row.h"

namespace millrace {
namespace {

// How many fields may be missing before the one that is searched.
constexpr size_t kMissing = 8;

static_assert(std::endian::native == std::endian::little, "the first byte that differs is the lowest of a word");

// How many bytes two texts have in common at their beginning, found out as far as it is asked. Reads a block behind the
// bytes that are asked for, which the padding of JSON texts permits.
class EqualPrefix {
 public:
  EqualPrefix(const char* a, const char* b) : a_(a), b_(b) {}

  bool Reaches(size_t size) {
    while (equal_ < size && !ends_) Extend();
    return equal_ >= size;
  }

 private:
  static constexpr size_t kBlock = 32;
  static_assert(kBlock <= kJsonPadding);

  void Extend() {
    if (std::memcmp(a_ + equal_, b_ + equal_, kBlock) == 0) {
      equal_ += kBlock;
      return;
    }
    ends_ = true;
    uint64_t a = 0;
    uint64_t b = 0;
    while (true) {
      std::memcpy(&a, a_ + equal_, sizeof a);
      std::memcpy(&b, b_ + equal_, sizeof b);
      if (a != b) break;
      equal_ += sizeof a;
    }
    equal_ += static_cast<size_t>(std::countr_zero(a ^ b)) / 8;
  }

  const char* a_;
  const char* b_;
  size_t equal_ = 0;
  bool ends_ = false;  // the texts differ at `equal_`
};

}  // namespace

std::span<const BoundField> RepeatedFields::Take(const char* begin, const char* last_token) {
  if (expected_ == last_.size() || begin > last_token) return {};
  const char* const known_text = last_[expected_].begin;
  const auto room = static_cast<size_t>(last_token - begin);
  const size_t most = std::min(last_.size(), expected_ + kMostFields - fields_.size());
  EqualPrefix prefix(begin, known_text);
  size_t end = expected_;
  for (; end < most && last_[end].effect != BoundField::Effect::kOther; ++end) {
    // The comma or brace behind the field must be equal, too, and what is between fields.
    const size_t behind = static_cast<size_t>(last_[end].begin - known_text) + last_[end].size;
    if (behind > room || !prefix.Reaches(behind + 1)) break;
  }
  const size_t first = fields_.size();
  const auto place = [&](size_t at) { return last_.begin() + static_cast<std::ptrdiff_t>(at); };
  fields_.insert(fields_.end(), place(expected_), place(end));
  expected_ = end;
  const std::span<BoundField> taken = std::span(fields_).subspan(first);
  for (BoundField& field : taken) field.begin = begin + (field.begin - known_text);
  return taken;
}

void RepeatedFields::Add(const BoundField& field) {
  const size_t end = std::min(expected_ + kMissing, last_.size());
  for (size_t at = expected_; at < end; ++at) {
    if (last_[at].key_size != field.key_size || !SameText(last_[at].begin, field.begin, field.key_size)) continue;
    expected_ = at + 1;
    break;
  }
  fields_.push_back(field);
}

}  // namespace millrace
