// The floor under any reader of raw files: read, gunzip both layers, parse every leaf of the JSON of rows and payloads,
// and nothing else, with the libraries that Millrace uses (ISA-L streaming outside, libdeflate inside, simdjson
// on-demand). Usage: floor THREADS FOLDER. Prints one JSON object. `bench/run` divides a whole run by it.
//
// It shares no code with the program on purpose: shared code could slow both down without being noticed.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <simdjson.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
namespace od = simdjson::ondemand;

constexpr size_t kBlock = 1 << 20;
constexpr size_t kPadding = simdjson::SIMDJSON_PADDING;

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "floor: %s\n", what.c_str());
  std::exit(1);
}

struct Counts {
  uint64_t bytes_in = 0;
  uint64_t bytes_raw = 0;      // rows, inflated
  uint64_t bytes_payload = 0;  // payloads as JSON text
  uint64_t rows = 0;
  uint64_t events = 0;
  uint64_t leaves = 0;
  uint64_t digest = 0;  // keeps the compiler from leaving the reading out

  void Add(const Counts& other) {
    bytes_in += other.bytes_in;
    bytes_raw += other.bytes_raw;
    bytes_payload += other.bytes_payload;
    rows += other.rows;
    events += other.events;
    leaves += other.leaves;
    digest += other.digest;
  }
};

// Four tables of the sextet already shifted to its place: no shifting in the loop.
struct Base64Tables {
  std::array<std::array<uint32_t, 256>, 4> value;

  Base64Tables() {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (auto& table : value) table.fill(0);
    for (uint32_t sextet = 0; sextet < kAlphabet.size(); ++sextet) {
      for (size_t place = 0; place < 4; ++place) {
        const uint32_t bits = sextet << (18 - 6 * place);
        value[place][static_cast<unsigned char>(kAlphabet[sextet])] =
            (bits >> 16 & 0xff) | (bits & 0xff00) | (bits & 0xff) << 16;
      }
    }
  }
};
const Base64Tables kBase64;

class Worker {
 public:
  Worker() : inflater_(libdeflate_alloc_decompressor()), block_(kBlock), text_(4 * kBlock), json_(1 << 16) {}
  ~Worker() { libdeflate_free_decompressor(inflater_); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  const Counts& counts() const { return counts_; }

  void ReadFile(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) Fail("cannot open " + path);
    isal_inflate_init(&stream_);
    stream_.crc_flag = ISAL_GZIP;
    size_t held = 0;  // bytes of an unfinished line at the start of text_
    ssize_t got = 0;
    while ((got = read(file, block_.data(), block_.size())) > 0) {
      counts_.bytes_in += static_cast<uint64_t>(got);
      stream_.next_in = block_.data();
      stream_.avail_in = static_cast<uint32_t>(got);
      held = Inflate(path, held);
    }
    if (got < 0) Fail("cannot read " + path);
    close(file);
    Lines(held, true);
  }

 private:
  // Inflates what the stream holds behind the `held` bytes, parses whole lines, returns what is left.
  size_t Inflate(const std::string& path, size_t held) {
    do {
      if (text_.size() < held + kBlock + kPadding) text_.resize(2 * text_.size());
      stream_.next_out = text_.data() + held;
      stream_.avail_out = static_cast<uint32_t>(text_.size() - held - kPadding);
      if (stream_.block_state == ISAL_BLOCK_FINISH) {  // another member follows
        isal_inflate_reset(&stream_);
        stream_.crc_flag = ISAL_GZIP;
      }
      const uint32_t room = stream_.avail_out;
      if (isal_inflate(&stream_) != ISAL_DECOMP_OK) Fail("no gzip: " + path);
      const size_t size = room - stream_.avail_out;
      counts_.bytes_raw += size;
      held = Lines(held + size, false);
    } while (stream_.avail_in > 0 || stream_.avail_out == 0);
    return held;
  }

  // Parses the whole lines of text_[0, size), moves the rest to the front and returns its size.
  size_t Lines(size_t size, bool last) {
    uint8_t* start = text_.data();
    uint8_t* const end = start + size;
    while (start < end) {
      auto* newline = static_cast<uint8_t*>(std::memchr(start, '\n', static_cast<size_t>(end - start)));
      if (newline == nullptr) {
        if (!last) break;
        newline = end;
      }
      if (newline > start) Row({reinterpret_cast<char*>(start), static_cast<size_t>(newline - start)});
      start = newline + 1;
    }
    if (start >= end) return 0;
    std::memmove(text_.data(), start, static_cast<size_t>(end - start));
    return static_cast<size_t>(end - start);
  }

  void Row(std::string_view line) {
    ++counts_.rows;
    std::string_view data;
    od::document row;
    if (row_parser_.iterate(line.data(), line.size(), line.size() + kPadding).get(row)) Fail("a row is no JSON");
    for (auto field : row.get_object()) {
      std::string_view key;
      if (field.unescaped_key().get(key)) Fail("a row is no JSON");
      od::value value = field.value();
      if (key == "data") {
        if (value.get_string().get(data)) Fail("data is no text");
        ++counts_.leaves;
      } else {
        Leaves(value);
      }
    }
    Payload(data);
  }

  void Payload(std::string_view data) {
    const size_t size = data.starts_with('[') ? Copy(data) : Gunzip(data);
    counts_.bytes_payload += size;
    od::document document;
    if (payload_parser_.iterate(json_.data(), size, json_.size()).get(document)) Fail("a payload is no JSON");
    for (auto event : document.get_array()) {
      ++counts_.events;
      Leaves(event.value());
    }
  }

  // The row's parser hands out text without padding behind it.
  size_t Copy(std::string_view data) {
    if (json_.size() < data.size() + kPadding) json_.resize(2 * (data.size() + kPadding));
    std::memcpy(json_.data(), data.data(), data.size());
    return data.size();
  }

  size_t Gunzip(std::string_view data) {
    const size_t packed_size = Base64(data);
    if (packed_size < 18) Fail("a payload is no gzip");
    uint32_t size = 0;
    std::memcpy(&size, packed_.data() + packed_size - 4, 4);
    if (json_.size() < size + kPadding) json_.resize(2 * (size + kPadding));
    if (libdeflate_gzip_decompress(inflater_, packed_.data(), packed_size, json_.data(), size, nullptr) !=
        LIBDEFLATE_SUCCESS) {
      Fail("a payload is no gzip");
    }
    return size;
  }

  size_t Base64(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    if (packed_.size() < text.size() + 8) packed_.resize(2 * text.size() + 8);
    const auto* in = reinterpret_cast<const uint8_t*>(text.data());
    uint8_t* out = packed_.data();
    const uint8_t* const whole = in + text.size() / 4 * 4;
    for (; in < whole; in += 4, out += 3) {
      const uint32_t bytes =
          kBase64.value[0][in[0]] | kBase64.value[1][in[1]] | kBase64.value[2][in[2]] | kBase64.value[3][in[3]];
      std::memcpy(out, &bytes, 4);
    }
    const size_t rest = text.size() % 4;
    if (rest >= 2) {
      const uint32_t bytes =
          kBase64.value[0][in[0]] | kBase64.value[1][in[1]] | (rest == 3 ? kBase64.value[2][in[2]] : 0);
      std::memcpy(out, &bytes, 4);
      out += rest - 1;
    }
    return static_cast<size_t>(out - packed_.data());
  }

  // Reads every leaf with its type; texts are unescaped, as any use of them needs.
  void Leaves(od::value value) {
    switch (value.type()) {
      case od::json_type::array:
        for (auto element : value.get_array()) Leaves(element.value());
        break;
      case od::json_type::object:
        for (auto field : value.get_object()) {
          std::string_view key;
          if (field.unescaped_key().get(key)) Fail("an event is no JSON");
          counts_.digest += key.size();
          Leaves(field.value());
        }
        break;
      case od::json_type::number: {
        od::number number;
        if (value.get_number().get(number)) Fail("an event is no JSON");
        counts_.digest += static_cast<uint64_t>(number.is_double());
        ++counts_.leaves;
        break;
      }
      case od::json_type::string: {
        std::string_view text;
        if (value.get_string().get(text)) Fail("an event is no JSON");
        counts_.digest += text.size();
        ++counts_.leaves;
        break;
      }
      case od::json_type::boolean:
        counts_.digest += static_cast<uint64_t>(bool(value.get_bool()));
        ++counts_.leaves;
        break;
      case od::json_type::null:
        ++counts_.leaves;
        break;
    }
  }

  libdeflate_decompressor* inflater_;
  inflate_state stream_ = {};
  std::vector<uint8_t> block_;
  std::vector<uint8_t> text_;
  std::vector<uint8_t> packed_;
  std::vector<uint8_t> json_;
  od::parser row_parser_;
  od::parser payload_parser_;
  Counts counts_;
};

std::vector<std::string> FilesLargestFirst(const fs::path& folder) {
  std::vector<std::pair<uintmax_t, std::string>> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".gz") {
      found.emplace_back(entry.file_size(), entry.path().string());
    }
  }
  std::sort(found.rbegin(), found.rend());
  std::vector<std::string> paths;
  paths.reserve(found.size());
  for (auto& [size, path] : found) paths.push_back(std::move(path));
  return paths;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) Fail("usage: floor THREADS FOLDER");
  const int threads = std::atoi(argv[1]);
  const auto began = std::chrono::steady_clock::now();
  const std::vector<std::string> files = FilesLargestFirst(argv[2]);
  std::atomic<size_t> next = 0;
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    workers.push_back(std::make_unique<Worker>());
    running.emplace_back([&files, &next, worker = workers.back().get()] {
      for (size_t file = next++; file < files.size(); file = next++) worker->ReadFile(files[file]);
    });
  }
  for (auto& thread : running) thread.join();
  Counts sum;
  for (const auto& worker : workers) sum.Add(worker->counts());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  std::printf(
      R"({"files":%zu,"requests":%llu,"events_read":%llu,"bytes_in":%llu,"bytes_raw":%llu,"bytes_payload":%llu,)"
      R"("leaves":%llu,"digest":%llu,"seconds":%.4f,"peak_memory_bytes":%llu})"
      "\n",
      files.size(), static_cast<unsigned long long>(sum.rows), static_cast<unsigned long long>(sum.events),
      static_cast<unsigned long long>(sum.bytes_in), static_cast<unsigned long long>(sum.bytes_raw),
      static_cast<unsigned long long>(sum.bytes_payload), static_cast<unsigned long long>(sum.leaves),
      static_cast<unsigned long long>(sum.digest), seconds, static_cast<unsigned long long>(usage.ru_maxrss) * 1024);
  return 0;
}
