#include "generate/encoding.h"

#include <string>

#include <gtest/gtest.h>
#include <libdeflate.h>

#include "core/base64.h"

namespace millrace::generate {
namespace {

std::string RandomBytes(Random& random, size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.Next());
  return bytes;
}

TEST(Encoding, EscapesQuotesAndBackslashes) {
  TextBuffer out;
  AppendEscaped(out, R"({"a":"x \"y\" \n"})");
  EXPECT_EQ(out.view(), R"({\"a\":\"x \\\"y\\\" \\n\"})");
}

TEST(Encoding, EscapesNothingInTextOfOtherBytes) {
  TextBuffer out;
  AppendEscaped(out, "дом 家 🎧 '/`");
  EXPECT_EQ(out.view(), "дом 家 🎧 '/`");
}

TEST(Encoding, Base64EqualsTheSimpleEncoder) {
  Random random(1);
  for (size_t size = 0; size < 200; ++size) {
    const std::string bytes = RandomBytes(random, size);
    TextBuffer fast;
    AppendBase64(fast, bytes);
    std::string simple;
    millrace::AppendBase64(simple, bytes);
    EXPECT_EQ(fast.view(), simple) << size;
  }
}

TEST(Encoding, GzipGivesBackWhatWentIn) {
  Random random(2);
  GzipEncoder encoder;
  TextBuffer out;
  libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
  for (const size_t size : {0, 1, 1000, 300'000}) {
    const std::string bytes = RandomBytes(random, size);
    out.Clear();
    encoder.Append(out, bytes);
    std::string back(size, '\0');
    size_t written = 0;
    EXPECT_EQ(libdeflate_gzip_decompress(decompressor, out.data(), out.size(), back.data(), back.size(), &written),
              LIBDEFLATE_SUCCESS);
    EXPECT_EQ(written, size);
    EXPECT_EQ(back, bytes);
  }
  libdeflate_free_decompressor(decompressor);
}

TEST(Encoding, FormsEscapeWhatBase64Shares) {
  TextBuffer out;
  TextBuffer scratch;
  out << "data=";
  AppendFormBase64(out, "\xFB\xFF\xFE?", scratch);  // +//+Pw==
  EXPECT_EQ(out.view(), "data=%2B%2F%2F%2BPw%3D%3D");
  out.Clear();
  AppendFormBase64(out, "{}a", scratch);
  EXPECT_EQ(out.view(), "e31h");
  out.Clear();
  AppendFormBase64(out, "", scratch);
  EXPECT_EQ(out.view(), "");
}

}  // namespace
}  // namespace millrace::generate
