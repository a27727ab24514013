#include "storage/read_ahead.h"

#include <algorithm>
#include <cstring>
#include <future>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/util/thread_pool.h>

#include "core/error.h"

namespace millrace {

// One file, from its start to its end.
class ReadAhead::Stream : public ReadableFile {
 public:
  // `bytes`: how much of the file is expected to be read.
  Stream(const Opener& open, FileInfo file, uint64_t bytes)
      : file_(std::move(file)), wanted_(static_cast<int64_t>(std::min(bytes, file_.size))), source_(open(file_)) {
    Fetch();
  }

  ~Stream() override {
    // Wait for the fetch: it uses the file system, which may be destroyed right after this.
    if (following_.valid()) following_.wait();
  }

  size_t Read(void* buffer, size_t size) override {
    if (taken_ == Piece()) {
      if (at_ >= Size()) return 0;
      Advance();
    }
    const size_t got = std::min(size, Piece() - taken_);
    std::memcpy(buffer, piece_->data() + taken_, got);
    taken_ += got;
    at_ += static_cast<int64_t>(got);
    return got;
  }

  int64_t FirstPiece() const { return std::min(kPieceBytes, wanted_); }

 private:
  int64_t Size() const { return static_cast<int64_t>(file_.size); }
  size_t Piece() const { return piece_ == nullptr ? 0 : static_cast<size_t>(piece_->size()); }

  // Starts to fetch the next piece, if one is expected to be read.
  void Fetch() {
    fetching_ = std::min(kPieceBytes, wanted_ - fetched_);
    if (fetching_ <= 0) return;
    fetched_ += fetching_;
    const auto task = std::make_shared<std::packaged_task<std::shared_ptr<arrow::Buffer>()>>(
        [source = source_, size = fetching_] { return source->Read(size); });
    following_ = task->get_future();
    const auto spawned = arrow::io::default_io_context().executor()->Spawn([task] { (*task)(); });
    if (!spawned.ok()) throw SystemError("cannot read " + file_.path + ": " + spawned.message());
  }

  void Advance() {
    if (!following_.valid()) {
      // More is read than expected.
      wanted_ = Size();
      Fetch();
    }
    piece_ = following_.get();
    taken_ = 0;
    if (piece_ == nullptr || piece_->size() != fetching_) {
      throw SystemError("cannot read " + file_.path + ": it is shorter than when it was listed");
    }
    Fetch();
  }

  const FileInfo file_;
  int64_t wanted_;  // from the start of the file
  const std::shared_ptr<Source> source_;
  int64_t fetched_ = 0;   // end of the pieces that were requested
  int64_t fetching_ = 0;  // size of `following_`
  int64_t at_ = 0;
  std::shared_ptr<arrow::Buffer> piece_;
  size_t taken_ = 0;                                       // of the piece
  std::future<std::shared_ptr<arrow::Buffer>> following_;  // not valid: none was requested
};

ReadAhead::ReadAhead(Opener open) : open_(std::move(open)) {}

ReadAhead::~ReadAhead() = default;

void ReadAhead::WillRead(std::vector<FileInfo> files, uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  ahead_.clear();
  bytes_ahead_ = 0;
  places_.clear();
  order_ = std::move(files);
  bytes_of_each_ = bytes;
  next_ = 0;
  for (size_t i = 0; i < order_.size(); ++i) places_.emplace(order_[i].path, i);
  StartSome();
}

std::optional<FileInfo> ReadAhead::Expected(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto place = places_.find(path);
  if (place == places_.end()) return std::nullopt;
  return order_[place->second];
}

void ReadAhead::StartSome() {
  while (next_ < order_.size() && ahead_.size() < kFilesAhead) {
    const FileInfo& file = order_[next_];
    if (places_.contains(file.path)) {
      const auto bytes =
          static_cast<int64_t>(std::min({file.size, bytes_of_each_, static_cast<uint64_t>(kPieceBytes)}));
      if (!ahead_.empty() && bytes_ahead_ + bytes > kBytesAhead) return;
      ahead_.emplace(file.path, std::make_unique<Stream>(open_, file, bytes_of_each_));
      bytes_ahead_ += bytes;
    }
    ++next_;
  }
}

std::unique_ptr<ReadableFile> ReadAhead::Open(const FileInfo& file) {
  std::unique_ptr<Stream> stream;
  {
    const std::lock_guard lock(mutex_);
    places_.erase(file.path);
    if (auto begun = ahead_.extract(file.path)) {
      stream = std::move(begun.mapped());
      bytes_ahead_ -= stream->FirstPiece();
    }
    StartSome();
  }
  if (stream == nullptr) stream = std::make_unique<Stream>(open_, file, kWholeFile);
  return stream;
}

}  // namespace millrace
