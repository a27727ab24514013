// A store that breaks at a chosen moment, over any file system. Thread-safe where that is.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/testing/fault_plan.h"
#include "storage/file_system.h"

namespace millrace {

// Asks the plan before each operation and, where something changes, after it: a request that is reported as failed may
// have happened.
class FaultyStore : public FileSystem {
 public:
  FaultyStore(FileSystem& base, FaultPlan& plan) : base_(base), plan_(plan) {}

  std::vector<FileInfo> List(const std::string& root) override {
    plan_.Step("list", root);
    return base_.List(root);
  }
  std::optional<FileInfo> Stat(const std::string& path) override {
    plan_.Step("stat", path);
    return base_.Stat(path);
  }
  std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override {
    plan_.Step("open", path);
    return base_.OpenRead(path);
  }
  std::unique_ptr<WritableFile> Create(const std::string& path) override {
    plan_.Step("create", path);
    return std::make_unique<FaultyStoreFile>(base_.Create(path), plan_, path);
  }
  void MakeDirectories(const std::string& path) override { base_.MakeDirectories(path); }
  void Rename(const std::string& from, const std::string& to) override {
    Change("rename", from, [&] { base_.Rename(from, to); });
  }
  void RemoveAll(const std::string& path) override {
    Change("remove", path, [&] { base_.RemoveAll(path); });
  }
  void SyncDirectory(const std::string& path) override { base_.SyncDirectory(path); }
  std::unique_ptr<WritableFile> CreateStaged(const std::string& staged, const std::string& path) override {
    plan_.Step("create", path);
    return std::make_unique<FaultyStoreFile>(base_.CreateStaged(staged, path), plan_, path);
  }
  void Publish(const std::string& staged, const std::string& path, uint64_t bytes) override {
    Change("publish", path, [&] { base_.Publish(staged, path, bytes); });
  }
  std::vector<UnfinishedUpload> Uploads(const std::string& folder) override { return base_.Uploads(folder); }
  void AbortUploads(const std::string& path) override {
    Change("abort", path, [&] { base_.AbortUploads(path); });
  }

 private:
  class FaultyStoreFile : public WritableFile {
   public:
    FaultyStoreFile(std::unique_ptr<WritableFile> base, FaultPlan& plan, std::string path)
        : base_(std::move(base)), plan_(plan), path_(std::move(path)) {}
    void Write(const void* data, size_t size) override {
      plan_.Step("write", path_);
      base_->Write(data, size);
    }
    void Sync() override { base_->Sync(); }
    void Close() override {
      plan_.Step("close", path_);
      base_->Close();
      plan_.Step("close (done)", path_);
    }
    std::string Ticket() const override { return base_->Ticket(); }

   private:
    std::unique_ptr<WritableFile> base_;
    FaultPlan& plan_;
    std::string path_;
  };

  template <typename Action>
  void Change(const char* operation, const std::string& path, Action action) {
    plan_.Step(operation, path);
    action();
    plan_.Step(operation, path + " (done)");
  }

  FileSystem& base_;
  FaultPlan& plan_;
};

}  // namespace millrace
