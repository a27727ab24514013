// Any bytes as a gzip file: the lines do not depend on how the file is cut into reads, and what libdeflate inflates
// whole is what the reader delivers.
#include <cstdlib>

#include <libdeflate.h>

#include "raw/memory_files.h"
#include "raw/raw_file.h"

namespace {

std::string Read(const std::string& name, std::string_view bytes, const millrace::RawReadLimits& limits, bool& sound) {
  millrace::MemoryFileSystem files;
  files.files[name] = bytes;
  millrace::RawFileReader reader(files, name, limits);
  std::string all;
  millrace::RawLine line;
  while (reader.Next(line)) all.append(std::to_string(line.number)).append(":").append(line.text).append("\n");
  sound = reader.error().empty();
  all.append(reader.broken_line().text);
  return all;
}

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  bool sound = false;
  bool sound_in_pieces = false;
  // The first byte says how the text is cut; with its top bit set the rest is the text and is packed here.
  const bool pack = data[0] >= 0x80;
  const std::string gzip = pack ? millrace::GzipOf(bytes) : std::string(bytes);
  const std::string whole = Read("a.gz", gzip, {}, sound);
  const millrace::RawReadLimits small{1 + data[0] % 32u, 1 + data[1] % 64u, 1u << 26};
  Require(whole == Read("a.gz", gzip, small, sound_in_pieces));
  Require(sound == sound_in_pieces);
  if (pack) Require(sound && whole == Read("a", bytes, small, sound));
  return 0;
}
