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

std::span<const BoundField> RepeatedFields::TakeRun(const char* begin, const char* last_token) {
  const auto room = static_cast<size_t>(last_token - begin);
  const std::span<const BoundField> expected = last_.all().subspan(expected_);
  const char* const known_text = expected.front().begin;
  EqualPrefix prefix(begin, known_text);
  size_t taken = 0;
  for (const size_t most = std::min(expected.size(), kMostFields - fields_.size()); taken < most; ++taken) {
    const BoundField& known = expected[taken];
    if (known.effect == BoundField::Effect::kOther) break;
    // The comma or brace behind the field must be equal, too, and what is between fields.
    const auto offset = static_cast<size_t>(known.begin - known_text);
    const size_t behind = offset + known.size;
    if (behind > room || !prefix.Reaches(behind + 1)) break;
    fields_.Add(known).begin = begin + offset;
  }
  expected_ += taken;
  return fields_.all().last(taken);
}

void RepeatedFields::Add(const BoundField& field) {
  const std::span<const BoundField> last = last_.all();
  const size_t end = std::min(expected_ + kMissing, last.size());
  for (size_t at = expected_; at < end; ++at) {
    if (last[at].key_size != field.key_size || !SameText(last[at].begin, field.begin, field.key_size)) continue;
    expected_ = at + 1;
    break;
  }
  fields_.Add(field);
}

}  // namespace millrace
