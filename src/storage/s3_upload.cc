#include "storage/s3_upload.h"

#include <algorithm>
#include <utility>

#include <arrow/io/interfaces.h>
#include <arrow/util/thread_pool.h>

#include "core/error.h"
#include "core/percent_encoding.h"

namespace millrace {
namespace {

constexpr std::string_view kUpload = "#upload=";
constexpr std::string_view kParts = "&parts=";

}  // namespace

S3Upload::S3Upload(std::shared_ptr<const S3Client> client, std::string bucket, std::string key, bool staged)
    : client_(std::move(client)), bucket_(std::move(bucket)), key_(std::move(key)), staged_(staged) {}

S3Upload::~S3Upload() {
  for (std::future<std::string>& part : sending_) part.wait();
}

void S3Upload::Write(const void* data, size_t size) {
  const char* position = static_cast<const char*>(data);
  // Reserve the whole part at once: growing would copy it repeatedly and end with unused capacity.
  if (buffer_.capacity() < kPartBytes) buffer_.reserve(kPartBytes);
  while (size > 0) {
    const size_t taken = std::min(size, kPartBytes - buffer_.size());
    buffer_.append(position, taken);
    position += taken;
    size -= taken;
    if (buffer_.size() == kPartBytes) SendPart();
  }
}

void S3Upload::SendPart() {
  if (id_.empty()) id_ = client_->CreateUpload(bucket_, key_);
  while (sending_.size() >= kPartsInFlight) TakeOldest();
  const auto task = std::make_shared<std::packaged_task<std::string()>>(
      [client = client_, bucket = bucket_, key = key_, id = id_, number = ++parts_,
       content = std::exchange(buffer_, {})] { return client->UploadPart(bucket, key, id, number, content); });
  sending_.push_back(task->get_future());
  const auto spawned = arrow::io::default_io_context().executor()->Spawn([task] { (*task)(); });
  if (!spawned.ok()) throw SystemError("cannot write s3://" + bucket_ + "/" + key_ + ": " + spawned.message());
}

void S3Upload::TakeOldest() {
  std::future<std::string> part = std::move(sending_.front());
  sending_.pop_front();
  etags_.push_back(part.get());
}

void S3Upload::Close() {
  if (!staged_ && parts_ == 0) {
    client_->Put(bucket_, key_, std::exchange(buffer_, {}));
    return;
  }
  if (!buffer_.empty() || parts_ == 0) SendPart();
  while (!sending_.empty()) TakeOldest();
  if (staged_) return;
  // Some stores report success for a completion that another request is executing, or was executing when the store was
  // killed.
  if (!client_->CompleteUpload(bucket_, key_, id_, etags_) || !client_->Listed(bucket_, key_, true)) {
    throw SystemError("cannot complete s3://" + bucket_ + "/" + key_ +
                      ": its upload is gone; it was aborted, or the store lost it");
  }
}

std::string S3Upload::Ticket() const {
  if (!staged_) return {};
  MILLRACE_CHECK(sending_.empty() && !etags_.empty());
  std::string ticket = std::string(kUpload) + UrlEncode(id_, false) + std::string(kParts);
  for (const std::string& etag : etags_) {
    if (!ticket.ends_with('=')) ticket += ',';
    ticket += UrlEncode(etag, false);
  }
  return ticket;
}

std::optional<S3Ticket> ParseS3Ticket(std::string_view staged) {
  const size_t upload = staged.rfind(kUpload);
  if (upload == std::string_view::npos) return std::nullopt;
  std::string_view rest = staged.substr(upload + kUpload.size());
  const size_t parts = rest.find(kParts);
  if (parts == std::string_view::npos) return std::nullopt;
  S3Ticket ticket{.path = std::string(staged.substr(0, upload)),
                  .id = PercentDecode(rest.substr(0, parts), Plus::kBlank),
                  .etags = {}};
  rest.remove_prefix(parts + kParts.size());
  while (true) {
    const size_t comma = rest.find(',');
    ticket.etags.push_back(PercentDecode(rest.substr(0, comma), Plus::kBlank));
    if (comma == std::string_view::npos) return ticket;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace millrace
