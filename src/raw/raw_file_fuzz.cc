// Any bytes as a gzip file: the lines do not depend on how the file is cut into reads, and what libdeflate inflates
// whole is what the reader delivers.
#include <cstdlib>

#include <libdeflate.h>

#include "raw/raw_file.h"
#include "raw/testing/gzip_fixture.h"
#include "storage/testing/fake_file_system.h"

namespace {

struct Result {
  std::string lines;
  bool sound = false;
};

Result Read(const std::string& name, std::string_view bytes, const millrace::RawReadLimits& limits) {
  millrace::FakeFileSystem files;
  files.files[name] = bytes;
  millrace::RawFileReader reader(files, name, limits);
  Result result;
  millrace::RawLine line;
  while (reader.Next(line)) result.lines.append(std::to_string(line.number)).append(":").append(line.text).append("\n");
  result.sound = reader.error().empty();
  return result;
}

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  // The first byte says how the text is cut; with its top bit set the rest is the text and is packed here.
  const bool pack = data[0] >= 0x80;
  const std::string gzip = pack ? millrace::GzipOf(bytes) : std::string(bytes);
  const millrace::RawReadLimits small{1 + data[0] % 32u, 1 + data[1] % 64u, 1u << 26};
  const Result whole = Read("a.gz", gzip, {});
  const Result pieces = Read("a.gz", gzip, small);
  Require(whole.sound == pieces.sound);
  // Before damage in mid stream the one may have got further than the other.
  Require(whole.lines.starts_with(pieces.lines) || pieces.lines.starts_with(whole.lines));
  if (whole.sound) Require(whole.lines == pieces.lines);
  if (pack) Require(whole.sound && whole.lines == Read("a", bytes, small).lines);
  return 0;
}
