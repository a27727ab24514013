#include "project/project_parts.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <future>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "load/retired_keys.h"

#include "core/error.h"
#include "core/store_address.h"
#include "project/spill_folder.h"

namespace millrace {
namespace {

constexpr uint64_t kStorePartBytes = 5 << 20;

// As the rules name theirs. Read in pieces, so that the database does not count as memory of the run.
std::string ChecksumOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> hash(XXH3_createState(), &XXH3_freeState);
  XXH3_128bits_reset(hash.get());
  std::vector<char> buffer(1u << 20);
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), file.gcount() > 0) {
    XXH3_128bits_update(hash.get(), buffer.data(), static_cast<size_t>(file.gcount()));
  }
  if (file.bad()) throw SystemError("cannot read " + path);
  const XXH128_hash_t digest = XXH3_128bits_digest(hash.get());
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "xxh128:%016llx%016llx", static_cast<unsigned long long>(digest.high64),
                static_cast<unsigned long long>(digest.low64));
  return text.data();
}

}  // namespace

PipelineOptions PipelineOptionsOf(const Config& config) {
  PipelineOptions options;
  options.project = config.project;
  options.raw = config.raw;
  options.lake = config.lake;
  options.state = config.state;
  options.state_backup = config.state_backup;
  options.ignore = config.processing.ignore;
  options.settle.age_ns = config.SettleMs() * 1'000'000;
  options.threads = config.processing.threads;
  options.kernel = KernelOptionsOf(config, options.threads);
  options.writer.threads = static_cast<size_t>(options.threads);
  options.writer.parallel_closes = kParallelRequests;
  options.writer.max_collected_bytes = config.processing.memory_bytes / 40;
  options.writer.max_footer_bytes = config.processing.memory_bytes / 40;
  options.writer.scratch = config.state;
  if (IsStoreAddress(config.lake)) {
    // Finishing a file takes several requests, one after the other.
    options.writer.threads = std::max(options.writer.threads, kParallelRequests);
    // A file that is open in a store keeps parts of it in memory.
    options.writer.max_open_files = std::clamp<size_t>(config.processing.memory_bytes / 10 / kStorePartBytes, 8, 64);
  }
  switch (config.processing.compression) {
    case Config::Compression::kSnappy:
      options.writer.compression = Compression::kSnappy;
      break;
    case Config::Compression::kZstd:
      options.writer.compression = Compression::kZstd;
      break;
    case Config::Compression::kNone:
      options.writer.compression = Compression::kNone;
      break;
  }
  options.price_per_core_hour = config.processing.price_per_core_hour;
  // The warehouse is told of rows that leave the lake.
  options.before_removal = [lake = config.lake, state = config.state, project = config.project](FileSystem& files,
                                                                                                Ledger& ledger) {
    const SpillFolder temporary(state);
    KeepRetiredKeys(files, ledger, lake, RetiredKeysFolder(state, project), temporary.path());
  };
  return options;
}

PipelineOptions PipelineOptionsOf(const Config& config, const OpenEnrichments& enrichments) {
  PipelineOptions options = PipelineOptionsOf(config);
  options.enrichments = enrichments.View();
  // Computed in parallel with the start of the run: for a database of 60 MB it takes as long as the rest of the start.
  const auto databases = std::async(std::launch::async, [list = enrichments.databases]() mutable {
                           for (DatabaseInfo& database : list) {
                             if (database.checksum.empty()) database.checksum = ChecksumOf(database.path);
                           }
                           return std::move(list);
                         }).share();
  options.databases = [databases] { return databases.get(); };
  if (!enrichments.privacy.empty()) options.privacy = &enrichments.privacy;
  return options;
}

}  // namespace millrace
