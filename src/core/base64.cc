#include "core/base64.h"

#include <array>
#include <cstdint>

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace millrace {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint32_t kBad = 0x80000000u;

// One table for each of the four characters of a group: its six bits at their position within the 24 of the group, or
// kBad. So a character costs one OR, and a group of sixteen one test.
using Table = std::array<std::array<uint32_t, 256>, 4>;
constexpr Table kDecode = [] {
  Table table{};
  for (auto& row : table) row.fill(kBad);
  for (uint32_t value = 0; value < 64; ++value) {
    const auto c = static_cast<unsigned char>(kAlphabet[value]);
    for (int place = 0; place < 4; ++place) table[place][c] = value << (18 - 6 * place);
  }
  return table;
}();

uint32_t Group(const unsigned char* at) {
  return kDecode[0][at[0]] | kDecode[1][at[1]] | kDecode[2][at[2]] | kDecode[3][at[3]];
}

void Store(uint32_t group, char* out) {
  out[0] = static_cast<char>(group >> 16);
  out[1] = static_cast<char>(group >> 8);
  out[2] = static_cast<char>(group);
}

#ifdef __AVX2__
__m256i TwiceOf(__m128i half) {
  return _mm256_broadcastsi128_si256(half);
}

// Decodes blocks of 32 characters until one has a character outside the alphabet, or until so few are left that the
// result might not have space for the 32 bytes that are written for each block, of which 24 are used. After W. Muła and
// D. Lemire, «Faster Base64 Encoding and Decoding Using AVX2 Instructions».
void DecodeBlocks(const unsigned char*& at, const unsigned char* end, char*& to) {
  constexpr int kBlock = 32;
  constexpr int kBehind = 12;  // characters, whose nine bytes take the eight that are not used
  // A character is valid if the classes of its two halves have no bit in common.
  const __m256i low_classes = TwiceOf(
      _mm_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A));
  const __m256i high_classes = TwiceOf(
      _mm_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10));
  // By high half: the distance from a character to its value; `/` has one of its own.
  const __m256i distances = TwiceOf(_mm_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i slashes = _mm256_set1_epi8('/');
  const __m256i bytes_in_order = TwiceOf(_mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
  const __m256i words_in_order = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7);
  while (end - at >= kBlock + kBehind) {
    const __m256i text = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const __m256i high = _mm256_and_si256(_mm256_srli_epi32(text, 4), _mm256_set1_epi8(0x0F));
    const __m256i low = _mm256_and_si256(text, _mm256_set1_epi8(0x0F));
    if (_mm256_testz_si256(_mm256_shuffle_epi8(low_classes, low), _mm256_shuffle_epi8(high_classes, high)) == 0) return;
    const __m256i row = _mm256_add_epi8(_mm256_cmpeq_epi8(text, slashes), high);
    const __m256i sextets = _mm256_add_epi8(text, _mm256_shuffle_epi8(distances, row));
    const __m256i pairs = _mm256_maddubs_epi16(sextets, _mm256_set1_epi32(0x01400140));
    const __m256i groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
    const __m256i bytes = _mm256_shuffle_epi8(groups, bytes_in_order);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_permutevar8x32_epi32(bytes, words_in_order));
    at += kBlock;
    to += kBlock / 4 * 3;
  }
}
#endif

}  // namespace

Base64Result DecodeBase64(std::string_view text, char* out) {
  size_t length = text.size();
  // One or two padding characters complete a group of four.
  if (length % 4 == 0 && length > 0 && text[length - 1] == '=') {
    length -= text[length - 2] == '=' ? 2 : 1;
  }
  const auto* const begin = reinterpret_cast<const unsigned char*>(text.data());
  const unsigned char* at = begin;
  const unsigned char* const end = begin + length;
  char* to = out;
#ifdef __AVX2__
  DecodeBlocks(at, end, to);
#endif
  while (end - at >= 16) {
    const uint32_t a = Group(at);
    const uint32_t b = Group(at + 4);
    const uint32_t c = Group(at + 8);
    const uint32_t d = Group(at + 12);
    if (((a | b | c | d) & kBad) != 0) break;
    Store(a, to);
    Store(b, to + 3);
    Store(c, to + 6);
    Store(d, to + 9);
    at += 16;
    to += 12;
  }
  while (end - at >= 4) {
    const uint32_t group = Group(at);
    if ((group & kBad) != 0) break;
    Store(group, to);
    at += 4;
    to += 3;
  }
  const auto fail = [&] {
    while (at != end && (kDecode[0][*at] & kBad) == 0) ++at;
    return Base64Result{false, static_cast<size_t>(to - out), static_cast<size_t>(at - begin)};
  };
  const size_t left = end - at;
  if (left == 0) return {true, static_cast<size_t>(to - out), 0};
  if (left == 1 || left > 3) return fail();
  const uint32_t group = kDecode[0][at[0]] | kDecode[1][at[1]] | (left == 3 ? kDecode[2][at[2]] : 0);
  if ((group & kBad) != 0) return fail();
  *to++ = static_cast<char>(group >> 16);
  if (left == 3) *to++ = static_cast<char>(group >> 8);
  return {true, static_cast<size_t>(to - out), 0};
}

void AppendBase64(std::string& out, std::string_view bytes) {
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
  size_t at = 0;
  for (; at < bytes.size(); at += 3) {
    const size_t left = bytes.size() - at;
    const auto byte = [&](size_t i) { return i < left ? static_cast<unsigned char>(bytes[at + i]) : 0u; };
    const uint32_t group = byte(0) << 16 | byte(1) << 8 | byte(2);
    out.push_back(kAlphabet[group >> 18]);
    out.push_back(kAlphabet[group >> 12 & 63]);
    out.push_back(left > 1 ? kAlphabet[group >> 6 & 63] : '=');
    out.push_back(left > 2 ? kAlphabet[group & 63] : '=');
  }
}

std::string Base64Url(std::string_view bytes) {
  std::string text;
  AppendBase64(text, bytes);
  while (text.ends_with('=')) text.pop_back();
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

}  // namespace millrace
