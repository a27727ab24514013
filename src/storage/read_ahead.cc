#include "storage/read_ahead.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/io/type_fwd.h>
#include <arrow/util/future.h>
#include <arrow/util/thread_pool.h>

#include "core/error.h"

namespace millrace {

// One file, from its start to its end.
class ReadAhead::Stream : public ReadableFile {
 public:
  // `bytes`: how much of the file is wanted, as far as one knows.
  Stream(const ReadAhead& owner, FileInfo file, uint64_t bytes)
      : owner_(owner), file_(std::move(file)), wanted_(static_cast<int64_t>(std::min(bytes, file_.size))) {
    auto opened = owner_.open_(file_);
    if (!opened.ok()) owner_.fail_(file_.path, opened.status());
    source_ = std::move(opened).ValueUnsafe();
    Fetch();
  }

  ~Stream() override {
    // A piece on its way writes into memory that is ours.
    if (following_.is_valid()) following_.Wait();
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
  using Pending = arrow::Future<std::shared_ptr<arrow::Buffer>>;

  int64_t Size() const { return static_cast<int64_t>(file_.size); }
  size_t Piece() const { return piece_ == nullptr ? 0 : static_cast<size_t>(piece_->size()); }

  // Begins to fetch the next piece, if there is one that is wanted.
  void Fetch() {
    fetching_ = std::min(kPieceBytes, wanted_ - fetched_);
    if (fetching_ <= 0) return;
    fetched_ += fetching_;
    auto begun = arrow::io::default_io_context().executor()->Submit(
        [source = source_, size = fetching_] { return source->Read(size); });
    following_ = arrow::DeferNotOk(std::move(begun));
  }

  void Advance() {
    if (!following_.is_valid()) {
      // More is wanted than was said.
      wanted_ = Size();
      Fetch();
    }
    const auto arrived = std::exchange(following_, {}).result();
    if (!arrived.ok()) owner_.fail_(file_.path, arrived.status());
    piece_ = *arrived;
    taken_ = 0;
    if (piece_ == nullptr || piece_->size() != fetching_) {
      throw SystemError("cannot read " + file_.path + ": it is shorter than it was when it was listed");
    }
    Fetch();
  }

  const ReadAhead& owner_;
  const FileInfo file_;
  int64_t wanted_;  // from the start of the file
  std::shared_ptr<arrow::io::InputStream> source_;
  int64_t fetched_ = 0;   // up to where pieces were asked for
  int64_t fetching_ = 0;  // size of `following_`
  int64_t at_ = 0;
  std::shared_ptr<arrow::Buffer> piece_;
  size_t taken_ = 0;   // of the piece
  Pending following_;  // not valid: none was asked for
};

ReadAhead::ReadAhead(Opener open, Thrower fail) : open_(std::move(open)), fail_(std::move(fail)) {}

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
      ahead_.emplace(file.path, std::make_unique<Stream>(*this, file, bytes_of_each_));
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
  if (stream == nullptr) stream = std::make_unique<Stream>(*this, file, kWholeFile);
  return stream;
}

}  // namespace millrace
