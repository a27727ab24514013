#include "project/folder_listing.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/cancelled.h"
#include "core/error.h"
#include "pipeline/job_id.h"
#include "project/project_parts.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, kRawFileStates> kRawFileStateNames = {"new",     "settling", "left_out",
                                                                             "changed", "failing",  "quarantined"};
constexpr int kKeptTimes = 4;

void AddRawFile(FolderListing& listing, RawFileStatus file) {
  const auto state = static_cast<size_t>(file.state);
  ++listing.counts[state];
  if (listing.files[state].size() < kListedFilesKept) listing.files[state].push_back(std::move(file));
}

RawFileStatus StatusOfPlanned(const PlannedFile& file, RawFileState state) {
  return {.path = file.name,
          .bytes = file.info.size,
          .modified_ns = file.info.modified_ns,
          .state = state,
          .reason = {},
          .attempts = 0};
}

void AddPlan(FolderListing& listing, const Plan& plan) {
  const auto has_failed = [&](const PlannedFile& file) {
    return std::ranges::find(plan.failing, file.name, &FailingFile::path) != plan.failing.end();
  };
  for (const auto& run : plan.runs) {
    for (const PlannedFile& file : run) {
      // A file that failed has a run of its own, and is told below.
      if (run.size() == 1 && has_failed(file)) continue;
      const int64_t oldest = listing.oldest_new_ns;
      if (oldest == 0 || file.info.modified_ns < oldest) listing.oldest_new_ns = file.info.modified_ns;
      listing.new_bytes += file.info.size;
      AddRawFile(listing, StatusOfPlanned(file, RawFileState::kNew));
    }
  }
  for (const PlannedFile& file : plan.unsettled) {
    RawFileStatus status = StatusOfPlanned(file, RawFileState::kSettling);
    status.reason = "modified just now; it may still be written";
    AddRawFile(listing, std::move(status));
  }
  for (const PlannedFile& file : plan.ignored_files) {
    RawFileStatus status = StatusOfPlanned(file, RawFileState::kLeftOut);
    status.reason = "its name is one of those that are not raw files";
    AddRawFile(listing, std::move(status));
  }
  listing.counts[static_cast<size_t>(RawFileState::kLeftOut)] = plan.ignored;
  for (const ChangedFile& file : plan.changed) {
    RawFileStatus status = StatusOfPlanned({.name = file.name, .info = file.info}, RawFileState::kChanged);
    status.reason = "it has changed since it was read: " + file.What();
    AddRawFile(listing, std::move(status));
  }
  for (const FailingFile& file : plan.failing) {
    AddRawFile(listing, {.path = file.path,
                         .bytes = file.size,
                         .modified_ns = file.modified_ns,
                         .state = file.quarantined() ? RawFileState::kQuarantined : RawFileState::kFailing,
                         .reason = file.reason,
                         .attempts = file.failures});
  }
}

// What a part of the listing failed with, so that the other one is shown; empty: nothing.
template <typename Part>
std::string FailureOf(Part part) {
  try {
    part();
    return {};
  } catch (const SystemError& error) {
    return error.what();
  } catch (const UserError& error) {
    return error.what();
  }
}

std::shared_ptr<const FolderListing> ListFolders(Project& project) {
  const Config& config = project.config();
  const auto ledger = project.OpenLedgerToRead();
  auto listing = std::make_shared<FolderListing>();
  listing->listed_ns = WallClockNs();
  listing->raw_error = FailureOf([&] {
    listing->raw_folder_exists = project.files().Stat(config.raw).has_value();
    if (!listing->raw_folder_exists) return;
    AddPlan(*listing, PlanProcess(project.files(), *ledger, PipelineOptionsOf(config),
                                  {.max_bytes_per_run = config.processing.max_bytes_per_run}));
  });
  listing->lake_error = FailureOf([&] { listing->tables = TableSizesOf(project, *ledger); });
  return listing;
}

}  // namespace

std::string_view RawFileStateName(RawFileState state) {
  return kRawFileStateNames[static_cast<size_t>(state)];
}

std::shared_ptr<const FolderListing> FolderListings::Newest(const std::stop_token& stop) {
  using Clock = std::chrono::steady_clock;
  std::unique_lock lock(mutex_);
  const auto is_fresh = [this] { return newest_ != nullptr && Clock::now() < fresh_until_; };
  while (!is_fresh() && is_listing_) {
    if (newest_ != nullptr) return newest_;
    if (!listed_.wait(lock, stop, [this] { return !is_listing_; })) throw Cancelled("the listing was cancelled");
  }
  if (is_fresh()) return newest_;
  is_listing_ = true;
  const uint64_t changes = changes_;
  lock.unlock();
  const auto began = Clock::now();
  std::shared_ptr<const FolderListing> found;
  std::exception_ptr failure;
  try {
    found = ListFolders(project_);
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  is_listing_ = false;
  listed_.notify_all();
  if (failure) std::rethrow_exception(failure);
  // What changed meanwhile may not be in it.
  if (changes == changes_) {
    newest_ = found;
    fresh_until_ = Clock::now() + std::max<Clock::duration>(age_, kKeptTimes * (Clock::now() - began));
  }
  return found;
}

void FolderListings::Forget() {
  const std::scoped_lock lock(mutex_);
  ++changes_;
  newest_ = nullptr;
}

}  // namespace millrace
