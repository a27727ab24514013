#include "storage/s3_file_system.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/filesystem/s3fs.h>

#include "core/error.h"
#include "core/parallel.h"
#include "core/store_address.h"
#include "storage/read_ahead.h"
#include "storage/s3_client.h"
#include "storage/s3_upload.h"
#include "storage/store_error.h"

namespace millrace {
namespace {

// Arrow says «…: AWS Error NO_SUCH_BUCKET during GetObject operation: <what the store says>».
[[noreturn]] void Fail(std::string_view action, const std::string& path, const arrow::Status& status) {
  constexpr std::string_view kMark = "AWS Error ";
  std::string_view message = status.message();
  std::string_view code;
  if (const size_t mark = message.find(kMark); mark != std::string_view::npos) {
    message.remove_prefix(mark + kMark.size());
    code = message.substr(0, message.find(' '));
    const size_t words = message.find(": ");
    message = words == std::string_view::npos ? std::string_view() : message.substr(words + 2);
  }
  ThrowStoreError(action, path, code, message);
}

void StartSdk() {
  static std::once_flag once;
  std::call_once(once, [] {
    auto options = arrow::fs::S3GlobalOptions::Defaults();
    // The errors that it returns contain everything of interest.
    options.log_level = arrow::fs::S3LogLevel::Off;
    const arrow::Status started = arrow::fs::InitializeS3(options);
    if (!started.ok()) throw SystemError("cannot start the S3 client: " + started.message());
  });
}

// Call this after a client was created: the static objects that Arrow has created by then must still exist when the
// handler runs.
void StopSdkAtExit() {
  static std::once_flag once;
  std::call_once(once, [] { std::atexit([] { (void)arrow::fs::EnsureS3Finalized(); }); });
}

// Retries Arrow's copies like our own requests. The SDK does not recognise every store's response for «too many
// requests».
class CopyRetries : public arrow::fs::S3RetryStrategy {
 public:
  bool ShouldRetry(const AWSErrorDetail& error, int64_t attempted_retries) override {
    if (attempted_retries + 1 >= policy_.attempts) return false;
    return error.should_retry || error.message.find("TooManyRequests") != std::string::npos ||
           error.message.find("SlowDown") != std::string::npos;
  }
  int64_t CalculateDelayBeforeNextRetry(const AWSErrorDetail& /*error*/, int64_t attempted_retries) override {
    return PauseAfter(policy_, static_cast<int>(attempted_retries) + 1).count();
  }

 private:
  const RetryPolicy policy_;
};

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

arrow::fs::S3Options OptionsOf(const Config::S3& config) {
  arrow::fs::S3Options options =
      config.anonymous ? arrow::fs::S3Options::Anonymous() : arrow::fs::S3Options::Defaults();
  options.region = config.region;
  if (options.region.empty()) options.region = Environment("AWS_REGION");
  if (options.region.empty()) options.region = Environment("AWS_DEFAULT_REGION");
  if (!config.endpoint.empty()) {
    const size_t host = config.endpoint.find("://");
    options.scheme = config.endpoint.substr(0, host);
    options.endpoint_override = config.endpoint.substr(host + 3);
    options.force_virtual_addressing = !config.path_style;
    if (options.region.empty()) options.region = "us-east-1";
  }
  options.retry_strategy = std::make_shared<CopyRetries>();
  return options;
}

// Returns three values that belong together, even while they are being replaced.
S3Credentials CredentialsOf(const arrow::fs::S3Options& options) {
  while (true) {
    S3Credentials credentials{.access_key = options.GetAccessKey(),
                              .secret_key = options.GetSecretKey(),
                              .session_token = options.GetSessionToken()};
    if (credentials.access_key.empty()) {
      throw UserError(
          "no credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give this "
          "machine a role; for public objects set `s3.anonymous: true`");
    }
    if (options.GetAccessKey() == credentials.access_key) return credentials;
  }
}

class S3FileSystem : public FileSystem {
 public:
  explicit S3FileSystem(const Config::S3& config) : reader_([this](const FileInfo& file) { return OpenObject(file); }) {
    StartSdk();
    arrow::fs::S3Options options = OptionsOf(config);
    auto made = arrow::fs::S3FileSystem::Make(options);
    if (!made.ok()) throw UserError("cannot use S3: " + made.status().message());
    arrow_ = std::move(made).ValueUnsafe();
    StopSdkAtExit();
    std::function<S3Credentials()> credentials;
    if (!config.anonymous) credentials = [options] { return CredentialsOf(options); };
    client_ = std::make_shared<const S3Client>(
        S3Endpoint{.url = config.endpoint, .region = arrow_->region(), .path_style = config.path_style, .retry = {}},
        std::move(credentials));
  }

  std::vector<FileInfo> List(const std::string& root) override {
    const StoreAddress address = AddressOf(root);
    std::vector<FileInfo> files;
    for (const S3Object& object : client_->List(address.bucket, FolderKey(address), false).objects) {
      if (IsFile(object)) files.push_back(InfoOf(address.bucket, object));
    }
    return files;
  }

  void Walk(const std::string& root, FileVisitor& visitor) override {
    const StoreAddress address = AddressOf(root);
    const std::string prefix = FolderKey(address);
    Walk(address.bucket, prefix, prefix.size(), visitor);
  }

  std::optional<FileInfo> Stat(const std::string& path) override {
    const StoreAddress address = AddressOf(path);
    if (!address.key.empty() && !address.key.ends_with('/')) {
      if (const auto object = client_->Head(address.bucket, address.key)) return InfoOf(address.bucket, *object);
    }
    // A bucket exists if it can be listed, a directory if something is in it.
    if (!client_->HasAny(address.bucket, FolderKey(address)) && !address.key.empty()) return std::nullopt;
    return FileInfo{.path = path};
  }

  std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override {
    if (const auto expected = reader_.Expected(path)) return reader_.Open(*expected);
    const StoreAddress address = AddressOf(path);
    const auto object = client_->Head(address.bucket, address.key);
    if (!object) throw SystemError("cannot open " + path + ": no such object");
    return reader_.Open(InfoOf(address.bucket, *object));
  }

  void WillRead(const std::vector<FileInfo>& files, uint64_t bytes) override { reader_.WillRead(files, bytes); }
  bool ReadsAsListed(const std::string& /*path*/) override { return true; }

  std::unique_ptr<WritableFile> Create(const std::string& path) override {
    StoreAddress address = AddressOf(path);
    return std::make_unique<S3Upload>(client_, std::move(address.bucket), std::move(address.key), false);
  }

  void MakeDirectories(const std::string& /*path*/) override {}

  void Rename(const std::string& from, const std::string& to) override {
    const arrow::Status copied = arrow_->CopyFile(ArrowPath(from), ArrowPath(to));
    if (!copied.ok()) Fail("copy", from + " to " + to, copied);
    const StoreAddress old = AddressOf(from);
    client_->Delete(old.bucket, old.key);
  }

  void RemoveAll(const std::string& path) override {
    const StoreAddress address = AddressOf(path);
    const auto below = client_->List(address.bucket, FolderKey(address), false).objects;
    ParallelFor(kParallelRequests, below.size(), [&](size_t i) { client_->Delete(address.bucket, below[i].key); });
    if (below.empty() && !address.key.empty()) client_->Delete(address.bucket, address.key);
  }

  void SyncDirectory(const std::string& /*path*/) override {}

  std::unique_ptr<WritableFile> CreateStaged(const std::string& /*staged*/, const std::string& path) override {
    StoreAddress address = AddressOf(path);
    return std::make_unique<S3Upload>(client_, std::move(address.bucket), std::move(address.key), true);
  }

  void Publish(const std::string& staged, const std::string& path, uint64_t bytes) override {
    const auto ticket = ParseS3Ticket(staged);
    if (!ticket) throw SystemError("not staged in this store: " + staged);
    const StoreAddress address = AddressOf(path);
    const bool known = client_->CompleteUpload(address.bucket, address.key, ticket->id, ticket->etags);
    // Check the object even if the store reports success. Some stores report success for a repeated completion,
    // whatever exists by then. versitygw does so while another request is still completing the upload, and forever if
    // it was killed in between.
    const auto there = client_->Listed(address.bucket, address.key, known);
    if (!there) throw StagedFileGone("a staged file is gone: the store has neither its upload nor " + path);
    if (there->size != bytes) throw SystemError("not the file that was written: " + path + " has a different size");
  }

  std::vector<UnfinishedUpload> Uploads(const std::string& folder) override {
    const StoreAddress address = AddressOf(folder);
    std::vector<UnfinishedUpload> uploads;
    for (const S3PendingUpload& upload : client_->ListUploads(address.bucket, FolderKey(address))) {
      uploads.push_back({.path = PathOf(address.bucket, upload.key), .id = upload.id, .begun_ns = upload.begun_ns});
    }
    return uploads;
  }

  void AbortUploads(const std::string& path) override {
    const StoreAddress address = AddressOf(path);
    client_->AbortUploads(address.bucket, address.key);
  }

  void Abort(const UnfinishedUpload& upload) override {
    const StoreAddress address = AddressOf(upload.path);
    client_->AbortUpload(address.bucket, address.key, upload.id);
  }

 private:
  static StoreAddress AddressOf(const std::string& path) {
    auto address = ParseStoreAddress(path);
    MILLRACE_CHECK(address && address->kind == StoreKind::kS3);
    return *std::move(address);
  }
  static std::string FolderKey(const StoreAddress& address) {
    return address.key.empty() || address.key.ends_with('/') ? address.key : address.key + "/";
  }
  static std::string PathOf(const std::string& bucket, const std::string& key) { return "s3://" + bucket + "/" + key; }
  static std::string ArrowPath(const std::string& path) {
    const StoreAddress address = AddressOf(path);
    return address.bucket + "/" + address.key;
  }
  static FileInfo InfoOf(const std::string& bucket, const S3Object& object) {
    return {.path = PathOf(bucket, object.key),
            .size = object.size,
            .modified_ns = object.modified_ns,
            .version = object.etag};
  }

  // Some tools create an empty object in place of a directory.
  static bool IsFile(const S3Object& object) { return !object.key.ends_with('/'); }

  // Walks the directory `prefix`, which ends with a slash unless it is the bucket.
  void Walk(const std::string& bucket, const std::string& prefix, size_t root, FileVisitor& visitor) {
    std::string_view folder = std::string_view(prefix).substr(root);
    if (folder.ends_with('/')) folder.remove_suffix(1);
    const Descent descent = visitor.Enter(folder);
    if (descent == Descent::kSkip) return;
    client_->ListPages(bucket, prefix, descent == Descent::kAsk, [&](S3Listing page) {
      std::ranges::sort(page.prefixes);
      auto next = page.prefixes.begin();
      for (const S3Object& object : page.objects) {
        for (; next != page.prefixes.end() && *next < object.key; ++next) Walk(bucket, *next, root, visitor);
        if (IsFile(object)) visitor.Visit(InfoOf(bucket, object));
      }
      for (; next != page.prefixes.end(); ++next) Walk(bucket, *next, root, visitor);
    });
  }

  std::shared_ptr<ReadAhead::Source> OpenObject(const FileInfo& file) const {
    class Object : public ReadAhead::Source {
     public:
      Object(std::shared_ptr<const S3Client> client, StoreAddress address, std::string etag)
          : client_(std::move(client)), address_(std::move(address)), etag_(std::move(etag)) {}
      std::shared_ptr<arrow::Buffer> Read(int64_t size) override {
        std::string piece = client_->Get(address_.bucket, address_.key, at_, static_cast<uint64_t>(size), etag_);
        at_ += piece.size();
        return arrow::Buffer::FromString(std::move(piece));
      }

     private:
      const std::shared_ptr<const S3Client> client_;
      const StoreAddress address_;
      const std::string etag_;
      uint64_t at_ = 0;
    };
    return std::make_shared<Object>(client_, AddressOf(file.path), file.version);
  }

  std::shared_ptr<arrow::fs::S3FileSystem> arrow_;
  std::shared_ptr<const S3Client> client_;
  ReadAhead reader_;
};

}  // namespace

std::unique_ptr<FileSystem> OpenS3FileSystem(const Config::S3& config) {
  return std::make_unique<S3FileSystem>(config);
}

}  // namespace millrace
