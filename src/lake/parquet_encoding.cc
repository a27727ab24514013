#include "lake/parquet_encoding.h"

#include <array>
#include <bit>
#include <utility>

#include <arrow/util/bitmap_ops.h>

namespace millrace {
namespace {

static_assert(std::endian::native == std::endian::little, "pages are little-endian and written as they lie in memory");

void AppendVarint(uint64_t value, ByteBuffer& out) {
  uint8_t* room = out.Reserve(10);
  size_t size = 0;
  while (value >= 0x80) {
    room[size++] = static_cast<uint8_t>(value | 0x80);
    value >>= 7;
  }
  room[size++] = static_cast<uint8_t>(value);
  out.Advance(size);
}

// Packs `groups` groups of 8 values of Width bits; may write up to ByteBuffer::kSlack bytes behind the end. The width
// is a template parameter so that every shift is a constant.
template <typename T, int Width>
void PackGroups(const T* values, int64_t groups, uint8_t* out) {
  for (int64_t group = 0; group < groups; ++group, values += 8, out += Width) {
    if constexpr (Width <= 8) {
      uint64_t bits = 0;
      for (int i = 0; i < 8; ++i) bits |= static_cast<uint64_t>(values[i]) << (i * Width);
      std::memcpy(out, &bits, sizeof bits);
    } else if constexpr (Width <= 16) {
      uint64_t low = 0;
      uint64_t high = 0;
      for (int i = 0; i < 4; ++i) low |= static_cast<uint64_t>(values[i]) << (i * Width);
      for (int i = 0; i < 4; ++i) high |= static_cast<uint64_t>(values[i + 4]) << (i * Width);
      // The high half begins at bit 4 * Width: in the middle of a byte when Width is odd.
      if constexpr (Width % 2 == 1) {
        high = (high << 4) | (low >> (4 * Width - 4));
        std::memcpy(out, &low, sizeof low);
        std::memcpy(out + Width / 2, &high, sizeof high);
      } else {
        std::memcpy(out, &low, sizeof low);
        std::memcpy(out + Width / 2, &high, sizeof high);
      }
    } else {
      uint64_t bits = 0;
      int filled = 0;
      uint8_t* position = out;
      for (int i = 0; i < 8; ++i) {
        bits |= static_cast<uint64_t>(values[i]) << filled;
        filled += Width;
        if (filled >= 32) {
          const auto word = static_cast<uint32_t>(bits);
          std::memcpy(position, &word, sizeof word);
          position += 4;
          bits >>= 32;
          filled -= 32;
        }
      }
      std::memcpy(position, &bits, sizeof bits);
    }
  }
}

template <typename T>
using Packer = void (*)(const T*, int64_t, uint8_t*);

template <typename T, int... Widths>
constexpr std::array<Packer<T>, sizeof...(Widths)> MakePackers(std::integer_sequence<int, Widths...> /*widths*/) {
  return {&PackGroups<T, Widths>...};
}

template <typename T>
constexpr auto kPackers = MakePackers<T>(std::make_integer_sequence<int, sizeof(T) * 8 + 1>());

template <typename T>
bool EightEqual(const T* values, T value) {
  T difference = 0;
  for (int i = 0; i < 8; ++i) difference |= static_cast<T>(values[i] ^ value);
  return difference == 0;
}

// Packs groups of 8; the last one is padded with zeros.
template <typename T>
void PackAll(const T* values, int64_t count, int width, uint8_t* room) {
  const auto pack = kPackers<T>[static_cast<size_t>(width)];
  pack(values, count / 8, room);
  if (count % 8 != 0) {
    T rest[8] = {};
    std::memcpy(rest, values + count / 8 * 8, static_cast<size_t>(count % 8) * sizeof(T));
    pack(rest, 1, room + count / 8 * width);
  }
}

template <typename T>
void AppendLiterals(const T* values, int64_t count, int width, ByteBuffer& out) {
  const int64_t groups = (count + 7) / 8;
  AppendVarint(static_cast<uint64_t>(groups) << 1 | 1, out);
  uint8_t* room = out.Reserve(static_cast<size_t>(groups * width));
  PackAll(values, count, width, room);
  out.Advance(static_cast<size_t>(groups * width));
}

template <typename T>
void AppendRunsAndLiterals(const T* values, int64_t count, int width, ByteBuffer& out) {
  // A run that saves fewer than 8 bytes is not worth its two headers.
  const int64_t shortest_run = width == 0 ? 8 : std::max(8, 64 / width);
  int64_t literals = 0;  // where the values begin that no run took; the distance to `i` is a multiple of 8
  int64_t i = 0;
  while (i + 8 <= count) {
    const T value = values[i];
    if (!EightEqual(values + i, value)) {
      i += 8;
      continue;
    }
    int64_t end = i + 8;
    while (end + 8 <= count && EightEqual(values + end, value)) end += 8;
    while (end < count && values[end] == value) ++end;
    if (end - i < shortest_run && end < count) {
      i += (end - i) / 8 * 8;
      continue;
    }
    if (i > literals) AppendLiterals(values + literals, i - literals, width, out);
    AppendHybridRun(value, end - i, width, out);
    literals = i = end;
  }
  if (count > literals) AppendLiterals(values + literals, count - literals, width, out);
}

// Writes one struct of Thrift's compact protocol: fields of type i32, and structs of them.
class CompactWriter {
 public:
  explicit CompactWriter(ByteBuffer& out) : out_(out) {}

  void Int(int field, int32_t value) {
    Header(field, 5);
    AppendVarint((static_cast<uint32_t>(value) << 1) ^ static_cast<uint32_t>(value >> 31), out_);
  }
  void BeginStruct(int field) {
    Header(field, 12);
    outer_ = std::exchange(last_, 0);
  }
  void EndStruct() {
    Byte(0);
    last_ = outer_;
  }

 private:
  void Header(int field, int type) {
    Byte(static_cast<uint8_t>((field - last_) << 4 | type));
    last_ = field;
  }
  void Byte(uint8_t byte) { out_.Append(&byte, 1); }

  ByteBuffer& out_;
  int last_ = 0;
  int outer_ = 0;
};

// Numbers of parquet.thrift.
constexpr int32_t kDataPage = 0;
constexpr int32_t kDictionaryPage = 2;
constexpr int32_t kPlain = 0;
constexpr int32_t kRle = 3;
constexpr int32_t kRleDictionary = 8;

}  // namespace

int BitWidth(uint32_t max) {
  return std::bit_width(max);
}

void AppendHybrid(const uint32_t* values, int64_t count, int width, ByteBuffer& out) {
  AppendRunsAndLiterals(values, count, width, out);
}

void AppendHybrid(const uint8_t* values, int64_t count, int width, ByteBuffer& out) {
  AppendRunsAndLiterals(values, count, width, out);
}

void AppendHybridRun(uint32_t value, int64_t count, int width, ByteBuffer& out) {
  if (count == 0) return;
  AppendVarint(static_cast<uint64_t>(count) << 1, out);
  out.Append(&value, static_cast<size_t>(width + 7) / 8);
}

void AppendHybridBits(const uint8_t* bitmap, int64_t offset, int64_t count, ByteBuffer& out) {
  if (count == 0) return;
  const int64_t groups = (count + 7) / 8;
  AppendVarint(static_cast<uint64_t>(groups) << 1 | 1, out);
  uint8_t* room = out.Reserve(static_cast<size_t>(groups));
  room[groups - 1] = 0;
  arrow::internal::CopyBitmap(bitmap, offset, count, room, 0);
  out.Advance(static_cast<size_t>(groups));
}

void AppendBits(const uint8_t* values, int64_t count, ByteBuffer& out) {
  const auto size = static_cast<size_t>(count + 7) / 8;
  uint8_t* room = out.Reserve(size);
  PackAll<uint8_t>(values, count, 1, room);
  out.Advance(size);
}

void AppendDataPageHeader(int32_t uncompressed, int32_t compressed, int32_t levels, bool dictionary_encoded,
                          ByteBuffer& out) {
  CompactWriter header(out);
  header.Int(1, kDataPage);
  header.Int(2, uncompressed);
  header.Int(3, compressed);
  header.BeginStruct(5);
  header.Int(1, levels);
  header.Int(2, dictionary_encoded ? kRleDictionary : kPlain);
  header.Int(3, kRle);
  header.Int(4, kRle);
  header.EndStruct();
  header.EndStruct();
}

void AppendDictionaryPageHeader(int32_t uncompressed, int32_t compressed, int32_t values, ByteBuffer& out) {
  CompactWriter header(out);
  header.Int(1, kDictionaryPage);
  header.Int(2, uncompressed);
  header.Int(3, compressed);
  header.BeginStruct(7);
  header.Int(1, values);
  header.Int(2, kPlain);
  header.EndStruct();
  header.EndStruct();
}

}  // namespace millrace
