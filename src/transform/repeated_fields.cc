#include "transform/repeated_fields.h"

#include <algorithm>

#include "core/same_text.h"

namespace millrace {
namespace {

// How many fields may be missing before the one that is searched.
constexpr size_t kMissing = 8;

}  // namespace

std::span<const BoundField> RepeatedFields::Take(const char* begin, const char* last_token) {
  const size_t first = fields_.size();
  for (; expected_ < last_.size() && !IsFull(); ++expected_) {
    const BoundField& known = last_[expected_];
    const size_t size = known.size;
    if (known.effect == BoundField::Effect::kOther || begin > last_token ||
        static_cast<size_t>(last_token - begin) < size || !SameText(begin, known.begin, size + 1)) {
      break;
    }
    fields_.push_back(known);
    fields_.back().begin = begin;
    if (expected_ + 1 == last_.size()) {
      ++expected_;
      break;
    }
    // The text before the next key must be equal, too.
    const char* const behind = known.begin + size + 1;
    const auto gap = static_cast<size_t>(last_[expected_ + 1].begin - behind);
    begin += size + 1;
    if (begin > last_token || static_cast<size_t>(last_token - begin) < gap || !SameText(begin, behind, gap)) {
      ++expected_;
      break;
    }
    begin += gap;
  }
  return std::span(fields_).subspan(first);
}

void RepeatedFields::Add(const BoundField& field) {
  const size_t end = std::min(expected_ + kMissing, last_.size());
  for (size_t at = expected_; at < end; ++at) {
    if (last_[at].KeyText() != field.KeyText()) continue;
    expected_ = at + 1;
    break;
  }
  fields_.push_back(field);
}

}  // namespace millrace
