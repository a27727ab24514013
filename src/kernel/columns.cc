#include "kernel/columns.h"

#include <algorithm>

#include <arrow/array.h>
#include <arrow/buffer.h>
#include <arrow/type.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/error.h"
#include "kernel/entry_order.h"
#include "transform/event_row.h"

namespace millrace {
namespace {

// A column that was larger than this had unusual texts, which the next batch need not expect.
constexpr size_t kMaxReservedBytes = 4u << 20;

// Reserves as much as this batch needed, because the next one will be about as large.
template <typename T>
std::shared_ptr<arrow::Buffer> Hand(std::vector<T>& values) {
  const size_t size = values.size();
  auto buffer = arrow::Buffer::FromVector(std::move(values));
  values = {};
  if (size * sizeof(T) <= kMaxReservedBytes) values.reserve(size + size / 16);
  return buffer;
}

struct NullBitmap {
  std::shared_ptr<arrow::Buffer> buffer;  // null if every row has a value
  int64_t null_count;
};

NullBitmap TakeValidity(ValidRows& validity, uint32_t rows) {
  const int64_t nulls = static_cast<int64_t>(rows) - validity.count();
  std::vector<uint8_t> bits = validity.Take(rows);
  return {nulls == 0 ? nullptr : Hand(bits), nulls};
}

std::shared_ptr<arrow::DataType> DictionaryType() {
  static const auto type = arrow::dictionary(arrow::int32(), arrow::utf8());
  return type;
}

std::shared_ptr<arrow::Array> MakeDictionaryArray(std::vector<int32_t>& ids, const NullBitmap& nulls, uint32_t rows,
                                                  const std::shared_ptr<arrow::Array>& dictionary) {
  ids.resize(rows);
  auto data = arrow::ArrayData::Make(DictionaryType(), rows, {nulls.buffer, Hand(ids)}, nulls.null_count);
  data->dictionary = dictionary->data();
  return std::make_shared<arrow::DictionaryArray>(data);
}

template <typename T>
void ReorderValues(std::vector<T>& values, std::span<const uint32_t> order) {
  std::vector<T> ordered(order.size());
  for (size_t i = 0; i < order.size(); ++i) ordered[i] = values[order[i]];
  values.swap(ordered);
}

void ReorderRows(ValidRows& valid, std::span<const uint32_t> order) {
  if (valid.count() == order.size()) return;
  ValidRows ordered;
  for (size_t i = 0; i < order.size(); ++i) {
    if (valid.Has(order[i])) ordered.Set(static_cast<uint32_t>(i));
  }
  valid = std::move(ordered);
}

const std::shared_ptr<arrow::Array>& TypeTagDictionary() {
  static const auto array = [] {
    size_t appended = 0;
    Dictionary names(appended);
    for (const std::string_view name : kTypeTagNames) names.Intern(name);
    return names.Take();
  }();
  return array;
}

}  // namespace

void FailForTooManyBytes() {
  throw InternalError("a batch was not flushed before the texts of one of its columns reached 2 GiB");
}

void ValidRows::Grow(uint32_t row) {
  bits_.resize(row / 8 + 64 + bits_.size());
}

std::vector<uint8_t> ValidRows::Take(uint32_t rows) {
  bits_.resize((rows + 7) / 8);
  count_ = 0;
  std::vector<uint8_t> bits = std::move(bits_);
  bits_ = {};
  return bits;
}

const Dictionary::Slot& Dictionary::FindLong(std::string_view text) {
  if (used_slots_ * 5 >= slots_.size() * 3) Grow();
  const auto hash = static_cast<uint32_t>(XXH3_64bits(text.data(), text.size()));
  const size_t mask = slots_.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.id < 0) {
      const uint64_t begin = bytes_.size();
      slot = {hash, AppendNew(text), uint64_t{text.size()} << 32 | begin};
      ++used_slots_;
      return slot;
    }
    if (slot.hash == hash && slot.word >> 32 == text.size() &&
        SameText(bytes_.data() + static_cast<uint32_t>(slot.word), text.data(), text.size())) {
      return slot;
    }
  }
}

int32_t Dictionary::FindShort(std::string_view text, uint64_t word) {
  if (used_slots_ * 5 >= slots_.size() * 3) Grow();
  const auto hash = static_cast<uint32_t>(XXH64(&word, sizeof word, 0));
  const size_t mask = slots_.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.id < 0) {
      slot = {hash, AppendNew(text), word};
      ++used_slots_;
      return slot.id;
    }
    if (slot.word == word) return slot.id;
  }
}

int32_t Dictionary::AppendNew(std::string_view text) {
  const auto id = static_cast<int32_t>(size());
  if (bytes_.size() + text.size() > kMaxColumnBytes) FailForTooManyBytes();
  *appended_ += text.size() + sizeof(int32_t);
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  offsets_.push_back(static_cast<int32_t>(bytes_.size()));
  return id;
}

void Dictionary::Grow() {
  std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
  old.swap(slots_);
  *appended_ += (slots_.size() - old.size()) * sizeof(Slot);
  const size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.id < 0) continue;
    size_t at = slot.hash & mask;
    while (slots_[at].id >= 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

std::shared_ptr<arrow::Array> Dictionary::Take() {
  const auto length = static_cast<int64_t>(size());
  auto data = arrow::ArrayData::Make(arrow::utf8(), length, {nullptr, Hand(offsets_), Hand(bytes_)}, 0);
  offsets_.push_back(0);
  // As many slots as this batch needed, or none.
  slots_.assign(used_slots_ * 8 < slots_.size() ? 0 : slots_.size(), {});
  used_slots_ = 0;
  last_word_ = kNothing;
  return std::make_shared<arrow::StringArray>(data);
}

std::shared_ptr<arrow::Array> DictionaryColumn::Take(uint32_t rows) {
  const NullBitmap nulls = TakeValidity(validity_, rows);
  return MakeDictionaryArray(indices_, nulls, rows, dictionary_.Take());
}

std::shared_ptr<arrow::Array> PlainTextColumn::Take(uint32_t rows) {
  Pad(rows);
  const NullBitmap nulls = TakeValidity(validity_, rows);
  auto data =
      arrow::ArrayData::Make(arrow::utf8(), rows, {nulls.buffer, Hand(offsets_), Hand(bytes_)}, nulls.null_count);
  offsets_.push_back(0);
  return std::make_shared<arrow::StringArray>(data);
}

template <typename T>
void FixedColumn<T>::Reorder(std::span<const uint32_t> order) {
  values_.resize(order.size());
  ReorderValues(values_, order);
  ReorderRows(validity_, order);
}

template <typename T>
std::shared_ptr<arrow::Array> FixedColumn<T>::Take(uint32_t rows, const std::shared_ptr<arrow::DataType>& type) {
  values_.resize(rows);
  const NullBitmap nulls = TakeValidity(validity_, rows);
  return arrow::MakeArray(arrow::ArrayData::Make(type, rows, {nulls.buffer, Hand(values_)}, nulls.null_count));
}

template class FixedColumn<int32_t>;
template class FixedColumn<int64_t>;
template class FixedColumn<double>;

std::shared_ptr<arrow::Array> BoolColumn::Take(uint32_t rows) {
  std::vector<uint8_t> values = values_.Take(rows);
  const NullBitmap nulls = TakeValidity(validity_, rows);
  return arrow::MakeArray(
      arrow::ArrayData::Make(arrow::boolean(), rows, {nulls.buffer, Hand(values)}, nulls.null_count));
}

void MapColumn::Add(std::span<const EntryIds> entries) {
  const size_t begin = key_ids_.size();
  *appended_ += entries.size() * kEntryBytes;
  key_ids_.resize(begin + entries.size());
  value_ids_.resize(begin + entries.size());
  int32_t* const keys = key_ids_.data() + begin;
  int32_t* const values = value_ids_.data() + begin;
  uint64_t valid = 0;
  for (size_t i = 0; i < entries.size(); ++i) {
    keys[i] = entries[i].key;
    values[i] = std::max(entries[i].value, 0);
    valid |= uint64_t{entries[i].value >= 0} << i;
  }
  value_validity_.SetAll(static_cast<uint32_t>(begin), valid);
}

void MapColumn::SortEntries() {
  const std::vector<uint32_t> order = OrderOfEntries(keys_, offsets_, key_ids_);
  if (order.empty()) return;
  ReorderValues(key_ids_, order);
  ReorderValues(value_ids_, order);
  ReorderRows(value_validity_, order);
  if (entry_ != MapEntry::kText) ReorderValues(types_, order);
  if (entry_ == MapEntry::kProperty) set_times_.Reorder(order);
}

std::shared_ptr<arrow::Array> MapColumn::Take(uint32_t rows) {
  const auto entries = static_cast<uint32_t>(key_ids_.size());
  Pad(rows);
  SortEntries();
  const NullBitmap nulls = TakeValidity(validity_, rows);
  followers_.clear();
  auto keys = MakeDictionaryArray(key_ids_, {nullptr, 0}, entries, keys_.Take());
  auto values = MakeDictionaryArray(value_ids_, TakeValidity(value_validity_, entries), entries, values_.Take());

  if (entry_ != MapEntry::kText) {
    auto types = MakeDictionaryArray(types_, {nullptr, 0}, entries, TypeTagDictionary());
    arrow::FieldVector fields = {arrow::field("value", DictionaryType()), arrow::field("type", DictionaryType())};
    std::vector<std::shared_ptr<arrow::ArrayData>> children = {values->data(), types->data()};
    if (entry_ == MapEntry::kProperty) {
      fields.push_back(arrow::field("set_time_msec", arrow::int64()));
      children.push_back(set_times_.Take(entries, arrow::int64())->data());
    }
    values =
        arrow::MakeArray(arrow::ArrayData::Make(arrow::struct_(fields), entries, {nullptr}, std::move(children), 0));
  }
  auto type = arrow::map(DictionaryType(), values->type());
  auto pairs = arrow::ArrayData::Make(static_cast<const arrow::MapType&>(*type).value_type(), entries, {nullptr},
                                      {keys->data(), values->data()}, 0);
  return arrow::MakeArray(arrow::ArrayData::Make(std::move(type), rows, {nulls.buffer, Hand(offsets_)},
                                                 {std::move(pairs)}, nulls.null_count));
}

}  // namespace millrace
