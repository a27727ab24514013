// A file of an S3 store that is being written: a multipart upload whose parts are sent while the next part is filled.
// It becomes visible when it is completed: at Close, or later by anyone who has the Ticket. One thread at a time.
// Throws SystemError.
#pragma once

#include <deque>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/file_system.h"
#include "storage/s3_client.h"

namespace millrace {

class S3Upload : public WritableFile {
 public:
  // The minimum that S3 accepts for a part that is not the last.
  static constexpr size_t kPartBytes = 5 << 20;
  // Parts of one file that are sent at the same time. An open file holds this many parts and one more in memory.
  static constexpr size_t kPartsInFlight = 2;

  // `staged`: Close does not complete the upload. Nothing is sent before the first part is full, or before Close.
  S3Upload(std::shared_ptr<const S3Client> client, std::string bucket, std::string key, bool staged);
  // Waits for parts that are being sent. An upload that was not closed stays unfinished in the store.
  ~S3Upload() override;

  void Write(const void* data, size_t size) override;
  // Does nothing: a part that the store has accepted is durable.
  void Sync() override {}
  void Close() override;
  // `#upload=<id>&parts=<etag>,<etag>`, encoded so that it contains no slash.
  std::string Ticket() const override;

 private:
  void SendPart();
  void TakeOldest();

  const std::shared_ptr<const S3Client> client_;
  const std::string bucket_;
  const std::string key_;
  const bool staged_;
  std::string id_;
  std::string buffer_;
  int parts_ = 0;                                 // begun
  std::deque<std::future<std::string>> sending_;  // give ETags, in the order of the parts
  std::vector<std::string> etags_;
};

// The parts of a ticket.
struct S3Ticket {
  std::string path;  // what precedes it
  std::string id;
  std::vector<std::string> etags;
};
// Null if the path contains no ticket.
std::optional<S3Ticket> ParseS3Ticket(std::string_view staged);

}  // namespace millrace
