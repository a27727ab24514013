// Column builders. They pad lazily (a row costs nothing in a column that it does not set), build dictionaries while
// rows arrive, and hand their memory to Arrow without copying or hashing it again.
//
// Appended bytes are counted at once: columns add the bytes of new texts and map entries to `appended`, which belongs
// to the batch, so that a budget can be checked without visiting every column.
//
// Not thread-safe. `row` is the number of the row in the batch; rows arrive in ascending order.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/same_text.h"

namespace arrow {
class Array;
class DataType;
}  // namespace arrow

namespace millrace {

// Which rows have a value.
class ValidRows {
 public:
  void Set(uint32_t row) {
    if (row / 8 >= bits_.size()) [[unlikely]]
      Grow(row);
    bits_[row / 8] |= static_cast<uint8_t>(1u << (row % 8));
    ++count_;
  }
  // Sets those of the `kMostAtOnce` rows from `row` on whose bit is 1.
  static constexpr uint32_t kMostAtOnce = 56;
  void SetAll(uint32_t row, uint64_t bits) {
    if (row / 8 + sizeof bits > bits_.size()) [[unlikely]]
      Grow(row + kMostAtOnce);
    uint64_t word = 0;
    std::memcpy(&word, &bits_[row / 8], sizeof word);
    word |= bits << (row % 8);
    std::memcpy(&bits_[row / 8], &word, sizeof word);
    count_ += static_cast<uint32_t>(std::popcount(bits));
  }
  bool Has(uint32_t row) const { return row / 8 < bits_.size() && (bits_[row / 8] >> (row % 8) & 1) != 0; }
  uint32_t count() const { return count_; }
  size_t held_bytes() const { return bits_.capacity(); }
  // Returns the bitmap of `rows` rows and resets this object.
  std::vector<uint8_t> Take(uint32_t rows);

 private:
  void Grow(uint32_t row);

  std::vector<uint8_t> bits_;
  uint32_t count_ = 0;
};

// The limit of all texts of a column together, because their offsets are int32.
inline constexpr size_t kMaxColumnBytes = INT32_MAX;
// Budgets keep batches far below this limit. Throws InternalError, because an offset that wraps would corrupt data
// silently.
[[noreturn]] void FailForTooManyBytes();

// Texts of up to seven bytes as a number, whose highest byte says how long they are. It is greater than the
// `size << 32 | begin` of any longer text, because a column has less than 2³¹ bytes.
struct ShortText {
  static constexpr size_t kMostBytes = 7;
  static uint64_t WordOf(std::string_view text) {
    const size_t size = text.size();
    const char* const data = text.data();
    uint64_t word = 0;
    if (size >= 4) {
      uint32_t first = 0, last = 0;
      std::memcpy(&first, data, 4);
      std::memcpy(&last, data + size - 4, 4);
      word = first | uint64_t{last} << (8 * (size - 4));
    } else if (size > 0) {
      const auto byte = [&](size_t at) { return uint64_t{static_cast<uint8_t>(data[at])} << (8 * at); };
      word = byte(0) | byte(size / 2) | byte(size - 1);
    }
    return word | uint64_t{0x80 | size} << 56;
  }
};

// Distinct texts in the order of their first appearance, with an open-addressing hash table.
class Dictionary {
 public:
  // `appended` must outlive the dictionary.
  explicit Dictionary(size_t& appended) : appended_(&appended) {}

  // The id of a text, which is added if it is new.
  int32_t Intern(std::string_view text) {
    // Consecutive rows are mostly of one request and share most values.
    if (text.size() <= ShortText::kMostBytes) {
      const uint64_t word = ShortText::WordOf(text);
      if (word != last_word_) {
        last_ = FindShort(text, word);
        last_word_ = word;
      }
    } else if (static_cast<uint32_t>(last_word_ >> 32) != text.size() ||
               !SameText(text.data(), bytes_.data() + static_cast<uint32_t>(last_word_), text.size())) {
      const Slot& slot = FindLong(text);
      last_ = slot.id;
      last_word_ = slot.word;
    }
    return last_;
  }
  // Adds a text without looking it up, because it is new or almost certainly new. It may then exist twice.
  int32_t AppendNew(std::string_view text);
  std::string_view At(int32_t id) const {
    const auto begin = static_cast<size_t>(offsets_[static_cast<size_t>(id)]);
    return {bytes_.data() + begin, static_cast<size_t>(offsets_[static_cast<size_t>(id) + 1]) - begin};
  }
  size_t size() const { return offsets_.size() - 1; }
  size_t data_bytes() const { return bytes_.size() + offsets_.size() * 4; }
  // Includes reserved memory and the hash table.
  size_t held_bytes() const { return bytes_.capacity() + offsets_.capacity() * 4 + slots_.capacity() * sizeof(Slot); }
  // Returns the texts as a utf8 array and resets this object.
  std::shared_ptr<arrow::Array> Take();

 private:
  // A slot contains the position of its text (size << 32 | begin), so that a look-up touches two places of memory
  // instead of three, or a short text itself, which takes one.
  struct Slot {
    uint32_t hash = 0;
    int32_t id = -1;
    uint64_t word = 0;
  };
  static constexpr uint64_t kNothing = UINT64_MAX;  // the word of no text

  const Slot& FindLong(std::string_view text);
  int32_t FindShort(std::string_view text, uint64_t word);
  void Grow();

  size_t* appended_;
  std::vector<char> bytes_;
  std::vector<int32_t> offsets_ = {0};
  std::vector<Slot> slots_;
  size_t used_slots_ = 0;
  // The text that was interned last.
  int32_t last_ = 0;
  uint64_t last_word_ = kNothing;
};

class DictionaryColumn {
 public:
  explicit DictionaryColumn(size_t& appended) : dictionary_(appended) {}

  void Append(uint32_t row, std::string_view text) { AppendId(row, dictionary_.Intern(text)); }
  void AppendId(uint32_t row, int32_t id) {
    if (indices_.size() < row) indices_.resize(row);
    indices_.push_back(id);
    validity_.Set(row);
  }
  int32_t Intern(std::string_view text) { return dictionary_.Intern(text); }
  size_t data_bytes() const { return dictionary_.data_bytes() + indices_.size() * 4; }
  size_t held_bytes() const { return dictionary_.held_bytes() + indices_.capacity() * 4 + validity_.held_bytes(); }
  // dictionary<int32, utf8>
  std::shared_ptr<arrow::Array> Take(uint32_t rows);

 private:
  Dictionary dictionary_;
  std::vector<int32_t> indices_;
  ValidRows validity_;
};

// A text column without dictionary, for texts that rarely repeat.
class PlainTextColumn {
 public:
  explicit PlainTextColumn(size_t& appended) : appended_(&appended) {}

  void Append(uint32_t row, std::string_view text) {
    Pad(row);
    if (bytes_.size() + text.size() > kMaxColumnBytes) [[unlikely]]
      FailForTooManyBytes();
    *appended_ += text.size();
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    offsets_.push_back(static_cast<int32_t>(bytes_.size()));
    validity_.Set(row);
  }
  size_t data_bytes() const { return bytes_.size() + offsets_.size() * 4; }
  size_t held_bytes() const { return bytes_.capacity() + offsets_.capacity() * 4 + validity_.held_bytes(); }
  std::shared_ptr<arrow::Array> Take(uint32_t rows);

 private:
  void Pad(uint32_t rows) {
    if (offsets_.size() < rows + 1u) offsets_.resize(rows + 1u, offsets_.back());
  }

  size_t* appended_;
  std::vector<char> bytes_;
  std::vector<int32_t> offsets_ = {0};
  ValidRows validity_;
};

template <typename T>
class FixedColumn {
 public:
  void Append(uint32_t row, T value) {
    if (values_.size() < row) values_.resize(row);
    values_.push_back(value);
    validity_.Set(row);
  }
  size_t data_bytes() const { return values_.size() * sizeof(T); }
  size_t held_bytes() const { return values_.capacity() * sizeof(T) + validity_.held_bytes(); }
  // Row i gets the value of row `order[i]`.
  void Reorder(std::span<const uint32_t> order);
  std::shared_ptr<arrow::Array> Take(uint32_t rows, const std::shared_ptr<arrow::DataType>& type);

 private:
  std::vector<T> values_;
  ValidRows validity_;
};

class BoolColumn {
 public:
  void Append(uint32_t row, bool value) {
    if (value) values_.Set(row);
    validity_.Set(row);
  }
  size_t data_bytes() const { return 0; }
  size_t held_bytes() const { return values_.held_bytes() + validity_.held_bytes(); }
  std::shared_ptr<arrow::Array> Take(uint32_t rows);

 private:
  ValidRows values_;
  ValidRows validity_;
};

// The ids of an entry's key and value.
struct EntryIds {
  int32_t key;
  int32_t value;  // negative: null
};

// The type of a map column's entries.
enum class MapEntry : uint8_t {
  kText,      // map<utf8, utf8>
  kTyped,     // map<utf8, struct<value, type>>
  kProperty,  // map<utf8, struct<value, type, set_time_msec>>
};

class MapColumn {
 public:
  MapColumn(size_t& appended, MapEntry entry)
      : entry_(entry), appended_(&appended), keys_(appended), values_(appended) {}

  // Opens the map of a row, which gets the entries that are added next. A row that is never opened is null.
  void Open(uint32_t row) {
    Pad(row);
    validity_.Set(row);
    last_key_ = 0;
  }
  // Rows mostly have their keys in the same order: the key that followed the previous key last time is tried first.
  int32_t InternKey(std::string_view key) {
    if (followers_.size() <= last_key_) followers_.resize(last_key_ + 8u, 0);
    int32_t& follower = followers_[last_key_];
    if (static_cast<size_t>(follower) >= keys_.size() || keys_.At(follower) != key) follower = keys_.Intern(key);
    last_key_ = static_cast<uint32_t>(follower) + 1;
    return follower;
  }
  int32_t InternValue(std::string_view value) { return values_.Intern(value); }
  int32_t AppendNewValue(std::string_view value) { return values_.AppendNew(value); }
  // At most ValidRows::kMostAtOnce entries of a map of texts, which is faster than one by one.
  void Add(std::span<const EntryIds> entries);
  // A negative value id is a null value.
  void Add(int32_t key, int32_t value) {
    const auto entry = static_cast<uint32_t>(key_ids_.size());
    *appended_ += kEntryBytes;
    key_ids_.push_back(key);
    value_ids_.push_back(value < 0 ? 0 : value);
    if (value >= 0) value_validity_.Set(entry);
  }
  void Add(int32_t key, int32_t value, uint8_t type_tag) {
    types_.push_back(type_tag);
    Add(key, value);
  }
  // Of the entry that was added last.
  void AddSetTime(int64_t set_time_msec) {
    set_times_.Append(static_cast<uint32_t>(key_ids_.size()) - 1, set_time_msec);
  }
  size_t data_bytes() const {
    return keys_.data_bytes() + values_.data_bytes() + key_ids_.size() * kEntryBytes + offsets_.size() * 4;
  }
  size_t held_bytes() const {
    return keys_.held_bytes() + values_.held_bytes() + set_times_.held_bytes() + validity_.held_bytes() +
           value_validity_.held_bytes() +
           4 * (key_ids_.capacity() + value_ids_.capacity() + types_.capacity() + offsets_.capacity() +
                followers_.capacity());
  }
  // The keys of each row ascend by their bytes, in whatever order they were added.
  std::shared_ptr<arrow::Array> Take(uint32_t rows);

 private:
  static constexpr size_t kEntryBytes = 12;  // the ids of key and value, and the type

  void SortEntries();
  void Pad(uint32_t row) {
    // offsets_[r] is where row r begins; a row that was never opened begins where the next one does.
    if (offsets_.size() < row + 1u) offsets_.resize(row + 1u, static_cast<int32_t>(key_ids_.size()));
  }

  MapEntry entry_;
  size_t* appended_;
  std::vector<int32_t> offsets_;
  ValidRows validity_;
  Dictionary keys_;
  std::vector<int32_t> followers_;  // indexed by the id of a key plus one; at 0: the first key of a row
  uint32_t last_key_ = 0;           // the id of the previous key plus one; 0: none
  Dictionary values_;
  std::vector<int32_t> key_ids_;
  std::vector<int32_t> value_ids_;
  ValidRows value_validity_;
  std::vector<int32_t> types_;
  FixedColumn<int64_t> set_times_;
};

}  // namespace millrace
