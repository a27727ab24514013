#include "storage/testing/faulty_disk.h"

#include <filesystem>
#include <system_error>
#include <utility>

namespace millrace {
namespace {

std::string WithoutTrailingSlash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

class FaultyDisk::FaultyReadableFile : public ReadableFile {
 public:
  FaultyReadableFile(std::unique_ptr<ReadableFile> base, FaultPlan& plan, std::string path)
      : base_(std::move(base)), plan_(plan), path_(std::move(path)) {}

  size_t Read(void* buffer, size_t size) override {
    plan_.Step("read", path_);
    return base_->Read(buffer, size);
  }

 private:
  std::unique_ptr<ReadableFile> base_;
  FaultPlan& plan_;
  std::string path_;
};

class FaultyDisk::FaultyWritableFile : public WritableFile {
 public:
  FaultyWritableFile(std::unique_ptr<WritableFile> base, FaultyDisk& owner, std::string path)
      : base_(std::move(base)), owner_(owner), path_(std::move(path)) {}

  void Write(const void* data, size_t size) override {
    const bool was_dead = owner_.plan_.dead();
    try {
      owner_.plan_.Step("write", path_);
    } catch (...) {
      // A full disk or a death in mid write leaves a part of the bytes.
      if (!was_dead) base_->Write(data, size / 2);
      throw;
    }
    base_->Write(data, size);
    written_ += size;
    // Writes after a sync make the file doubtful again.
    const std::lock_guard lock(owner_.mutex_);
    owner_.synced_size_.try_emplace(path_, synced_);
  }

  void Sync() override {
    owner_.plan_.Step("sync", path_);
    base_->Sync();
    synced_ = written_;
    const std::lock_guard lock(owner_.mutex_);
    owner_.synced_size_.erase(path_);
  }

  void Close() override {
    owner_.plan_.Step("close", path_);
    base_->Close();
  }

 private:
  std::unique_ptr<WritableFile> base_;
  FaultyDisk& owner_;
  std::string path_;
  uint64_t written_ = 0;
  uint64_t synced_ = 0;
};

FaultyDisk::FaultyDisk(FileSystem& base, FaultPlan& plan, std::string limbo)
    : base_(base), plan_(plan), limbo_(std::move(limbo)) {}

FaultyDisk::~FaultyDisk() = default;

std::vector<FileInfo> FaultyDisk::List(const std::string& root) {
  plan_.Step("list", root);
  return base_.List(root);
}

std::optional<FileInfo> FaultyDisk::Stat(const std::string& path) {
  plan_.Step("stat", path);
  return base_.Stat(path);
}

std::unique_ptr<ReadableFile> FaultyDisk::OpenRead(const std::string& path) {
  plan_.Step("open", path);
  return std::make_unique<FaultyReadableFile>(base_.OpenRead(path), plan_, path);
}

std::unique_ptr<WritableFile> FaultyDisk::Create(const std::string& path) {
  plan_.Step("create", path);
  const bool existed = base_.Stat(path).has_value();
  auto file = base_.Create(path);
  const std::lock_guard lock(mutex_);
  if (!existed) changes_.push_back({.kind = Change::Kind::kCreate, .path = path, .other = {}});
  synced_size_[path] = 0;
  return std::make_unique<FaultyWritableFile>(std::move(file), *this, path);
}

void FaultyDisk::MakeDirectories(const std::string& path) {
  plan_.Step("create directory", path);
  const std::lock_guard lock(mutex_);
  std::vector<std::string> missing;
  for (std::string folder = WithoutTrailingSlash(path); !folder.empty() && !base_.Stat(folder);
       folder = ParentOf(folder)) {
    missing.push_back(folder);
  }
  base_.MakeDirectories(path);
  for (auto folder = missing.rbegin(); folder != missing.rend(); ++folder) {
    changes_.push_back({.kind = Change::Kind::kMakeDirectory, .path = *folder, .other = {}});
  }
}

void FaultyDisk::Rename(const std::string& from, const std::string& to) {
  plan_.Step("rename", from);
  const std::lock_guard lock(mutex_);
  base_.Rename(from, to);
  changes_.push_back({.kind = Change::Kind::kRename, .path = to, .other = from});
  if (auto size = synced_size_.extract(from)) {
    size.key() = to;
    synced_size_.insert(std::move(size));
  }
}

void FaultyDisk::RemoveAll(const std::string& path) {
  plan_.Step("remove", path);
  const std::lock_guard lock(mutex_);
  if (!base_.Stat(path)) return;
  const std::string kept = limbo_ + "/" + std::to_string(removed_++);
  base_.Rename(path, kept);
  changes_.push_back({.kind = Change::Kind::kRemove, .path = WithoutTrailingSlash(path), .other = kept});
}

void FaultyDisk::SyncDirectory(const std::string& path) {
  plan_.Step("sync directory", path);
  base_.SyncDirectory(path);
  const std::string folder = WithoutTrailingSlash(path);
  const std::lock_guard lock(mutex_);
  std::erase_if(changes_, [&](const Change& change) {
    if (ParentOf(change.path) != folder) return false;
    if (change.kind == Change::Kind::kRemove) base_.RemoveAll(change.other);
    return true;
  });
}

void FaultyDisk::LosePower(PowerLoss loss) {
  const std::lock_guard lock(mutex_);
  for (const auto& [path, size] : synced_size_) {
    std::error_code gone;  // a file that was removed since has nothing to lose
    std::filesystem::resize_file(path, size, gone);
  }
  if (loss == PowerLoss::kContentsAndNames) {
    for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) Undo(*change);
  }
  changes_.clear();
  synced_size_.clear();
}

void FaultyDisk::Undo(const Change& change) {
  switch (change.kind) {
    case Change::Kind::kCreate:
    case Change::Kind::kMakeDirectory:
      base_.RemoveAll(change.path);
      break;
    case Change::Kind::kRename:
    case Change::Kind::kRemove: {
      const std::string& from = change.kind == Change::Kind::kRename ? change.path : change.other;
      const std::string& back = change.kind == Change::Kind::kRename ? change.other : change.path;
      // Where the folder of the old name is gone for good, the file is lost: that is what the disk would do.
      if (!base_.Stat(from)) break;
      if (base_.Stat(ParentOf(back))) {
        base_.Rename(from, back);
      } else {
        base_.RemoveAll(from);
      }
      break;
    }
  }
}

}  // namespace millrace
