#include "core/base64.h"

#include <array>
#include <cstdint>

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
