#include "core/json_in_json.h"

#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace millrace {

#ifdef __x86_64__
namespace {

constexpr size_t kBlock = 64;

// Processes a text block by block; each byte of a block is represented by a bit.
class Blocks {
 public:
  explicit Blocks(size_t size) : left_(size) {}

  bool Done() const { return left_ == 0; }
  // Whether an escape has begun and not ended.
  bool Broken() const { return carried_ != 0; }

  // Computes which bytes of the next block are kept: all except backslashes that begin an escape. False if such a
  // backslash is followed by something other than the `simple` ones (quotes, backslashes, slashes), or by the end.
  bool Next(uint64_t backslashes, uint64_t simple, uint64_t& kept) {
    const uint64_t within = left_ >= kBlock ? ~uint64_t{0} : (uint64_t{1} << left_) - 1;
    left_ -= left_ >= kBlock ? kBlock : left_;
    const uint64_t escapes = EscapesOf(backslashes & within & ~carried_);
    const uint64_t escaped = (escapes << 1) | carried_;
    carried_ = escapes >> (kBlock - 1);
    kept = within & ~escapes;
    return (escaped & ~(simple & within)) == 0;
  }

 private:
  // Of a run of backslashes, every second one; runs are rare.
  static uint64_t EscapesOf(uint64_t rest) {
    if ((rest & (rest << 1)) == 0) return rest;
    uint64_t escapes = 0;
    while (rest != 0) {
      const uint64_t lowest = rest & -rest;
      escapes |= lowest;
      rest &= ~(lowest | (lowest << 1));
    }
    return escapes;
  }

  size_t left_;
  uint64_t carried_ = 0;  // 1: the first byte of the next block is escaped
};

constexpr uint64_t kAll = ~uint64_t{0};

uint64_t BytesLike(__m256i low, __m256i high, char c) {
  const __m256i wanted = _mm256_set1_epi8(c);
  const auto first = static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted)));
  const auto second = static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)));
  return first | (uint64_t{second} << 32);
}

}  // namespace

std::optional<size_t> UnescapeQuotesAvx2(const char* text, size_t size, char* out) {
  const char* const begin = out;
  for (Blocks blocks(size); !blocks.Done(); text += kBlock) {
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + kBlock / 2));
    const uint64_t backslashes = BytesLike(low, high, '\\');
    uint64_t kept = 0;
    if (!blocks.Next(backslashes, backslashes | BytesLike(low, high, '"') | BytesLike(low, high, '/'), kept)) return {};
    if (kept == kAll) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), low);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + kBlock / 2), high);
      out += kBlock;
      continue;
    }
    for (size_t i = 0; i < kBlock; i += 8, kept >>= 8) {
      uint64_t eight = 0;
      std::memcpy(&eight, text + i, 8);
      const uint64_t whole_bytes = _pdep_u64(kept, 0x0101010101010101) * 0xFF;
      eight = _pext_u64(eight, whole_bytes);
      std::memcpy(out, &eight, 8);
      out += std::popcount(kept & 0xFF);
    }
    if (blocks.Done() && blocks.Broken()) return {};
  }
  return static_cast<size_t>(out - begin);
}

__attribute__((target("avx512f,avx512bw,avx512vbmi2"))) std::optional<size_t> UnescapeQuotesAvx512(const char* text,
                                                                                                   size_t size,
                                                                                                   char* out) {
  const char* const begin = out;
  for (Blocks blocks(size); !blocks.Done(); text += kBlock) {
    const __m512i bytes = _mm512_loadu_si512(text);
    const uint64_t backslashes = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\\'));
    const uint64_t simple = backslashes | _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')) |
                            _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('/'));
    uint64_t kept = 0;
    if (!blocks.Next(backslashes, simple, kept)) return {};
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(kept, bytes));
    out += std::popcount(kept);
    if (blocks.Done() && blocks.Broken()) return {};
  }
  return static_cast<size_t>(out - begin);
}
#endif

std::optional<size_t> UnescapeQuotes([[maybe_unused]] const char* text, [[maybe_unused]] size_t size,
                                     [[maybe_unused]] char* out) {
#ifdef __x86_64__
  static const bool has_avx512 = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
  return has_avx512 ? UnescapeQuotesAvx512(text, size, out) : UnescapeQuotesAvx2(text, size, out);
#else
  return {};
#endif
}

}  // namespace millrace
