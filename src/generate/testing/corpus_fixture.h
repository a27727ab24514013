// Shared by the tests of whole corpora: a directory, and the lines of its files.
#pragma once

#include <cstring>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <libdeflate.h>

#include "core/testing/temporary_folder.h"
#include "generate/generator.h"

namespace millrace {

inline std::string Gunzip(std::string_view bytes) {
  // The last four bytes contain the size; these files are small and have one member, unless they are truncated.
  uint32_t size = 0;
  std::memcpy(&size, bytes.data() + bytes.size() - 4, 4);
  if (size > 64'000'000) throw std::runtime_error("not gzip");
  std::string out(size, '\0');
  libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
  const auto result =
      libdeflate_gzip_decompress(decompressor, bytes.data(), bytes.size(), out.data(), out.size(), nullptr);
  libdeflate_free_decompressor(decompressor);
  if (result != LIBDEFLATE_SUCCESS) throw std::runtime_error("not gzip");
  return out;
}

class CorpusTest : public ::testing::Test {
 protected:
  void SetUp() override { options_.output = root_ + "/raw"; }

  // Without anything that must be rejected.
  void MakeClean() { options_.dirty_share = options_.bot_share = options_.late_share = options_.duplicate_share = 0; }

  std::string Read(const std::string& path) {
    const auto file = files_.OpenRead(path);
    std::string bytes(files_.Stat(path)->size, '\0');
    size_t at = 0;
    while (const size_t read = file->Read(bytes.data() + at, bytes.size() - at)) at += read;
    return bytes;
  }

  // Calls `visit` with each non-empty line of the corpus.
  void EachLine(const std::function<void(std::string_view)>& visit) {
    for (const FileInfo& info : files_.List(options_.output)) {
      const std::string text = Gunzip(Read(info.path));
      ASSERT_EQ(text.back(), '\n');
      for (size_t at = 0; at < text.size();) {
        const size_t end = text.find('\n', at);
        if (text[at] != '\r' && end != at) visit(std::string_view(text).substr(at, end - at));
        at = end + 1;
      }
    }
  }

  // The whole corpus, line by line.
  std::string AllLines() {
    std::string all;
    EachLine([&](std::string_view line) { all.append(line) += '\n'; });
    return all;
  }

  FileSystem& files_ = LocalFileSystem();
  const TemporaryFolder temporary_;
  const std::string root_ = temporary_.path();
  GeneratorOptions options_;
};

}  // namespace millrace
