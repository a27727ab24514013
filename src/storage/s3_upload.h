// A file of an S3 store that is being written: a multipart upload, whose parts are sent while the next is filled. It
// becomes visible when it is completed: at Close, or later from the Ticket, by whoever holds it.
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
  // The least that S3 accepts of a part that is not the last.
  static constexpr size_t kPartBytes = 5 << 20;
  // Parts on their way, of one file. Memory of an open file: so many and one more.
  static constexpr size_t kPartsInFlight = 2;

  // `staged`: Close leaves the upload to be completed. Nothing is sent before the first part is full, or Close.
  S3Upload(std::shared_ptr<const S3Client> client, std::string bucket, std::string key, bool staged);
  // Waits for what is on its way; an upload that was not closed stays unfinished in the store.
  ~S3Upload() override;

  void Write(const void* data, size_t size) override;
  // Nothing to do: a part that the store has taken is safe there.
  void Sync() override {}
  void Close() override;
  // `#upload=<id>&parts=<etag>,<etag>`, encoded so that it has no slash.
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
  std::string path;  // what stands before it
  std::string id;
  std::vector<std::string> etags;
};
// Null when the path bears no ticket.
std::optional<S3Ticket> ParseS3Ticket(std::string_view staged);

}  // namespace millrace
