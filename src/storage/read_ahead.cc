#include "storage/read_ahead.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/io/type_fwd.h>
#include <arrow/util/future.h>

#include "core/error.h"

namespace millrace {

// One file, from its start to its end.
class ReadAhead::Stream : public ReadableFile {
 public:
  Stream(const ReadAhead& owner, FileInfo file) : owner_(owner), file_(std::move(file)) {
    auto opened = owner_.open_(file_);
    if (!opened.ok()) owner_.fail_(file_.path, opened.status());
    source_ = std::move(opened).ValueUnsafe();
    following_ = Fetch();
  }

  ~Stream() override {
    // A piece on its way writes into memory that is ours.
    following_.Wait();
  }

  size_t Read(void* buffer, size_t size) override {
    if (taken_ == Piece()) {
      if (!following_.is_valid() || at_ >= Size()) return 0;
      Advance();
    }
    const size_t got = std::min(size, Piece() - taken_);
    std::memcpy(buffer, piece_->data() + taken_, got);
    taken_ += got;
    at_ += static_cast<int64_t>(got);
    return got;
  }

  int64_t FirstPiece() const { return std::min(kPieceBytes, Size()); }

 private:
  using Pending = arrow::Future<std::shared_ptr<arrow::Buffer>>;

  int64_t Size() const { return static_cast<int64_t>(file_.size); }
  size_t Piece() const { return piece_ == nullptr ? 0 : static_cast<size_t>(piece_->size()); }

  // Begins to fetch the next piece.
  Pending Fetch() {
    const int64_t size = std::min(kPieceBytes, Size() - fetched_);
    if (size <= 0) return Pending::MakeFinished(std::shared_ptr<arrow::Buffer>());
    const int64_t from = std::exchange(fetched_, fetched_ + size);
    return source_->ReadAsync(arrow::io::default_io_context(), from, size);
  }

  void Advance() {
    const auto& arrived = following_.result();
    if (!arrived.ok()) owner_.fail_(file_.path, arrived.status());
    piece_ = *arrived;
    taken_ = 0;
    const int64_t wanted = std::min(kPieceBytes, Size() - at_);
    if (piece_ == nullptr || piece_->size() != wanted) {
      throw SystemError("cannot read " + file_.path + ": it is shorter than it was when it was listed");
    }
    following_ = Fetch();
  }

  const ReadAhead& owner_;
  const FileInfo file_;
  std::shared_ptr<arrow::io::RandomAccessFile> source_;
  int64_t fetched_ = 0;  // up to where pieces were asked for
  int64_t at_ = 0;
  std::shared_ptr<arrow::Buffer> piece_;
  size_t taken_ = 0;  // of the piece
  Pending following_;
};

ReadAhead::ReadAhead(Opener open, Thrower fail) : open_(std::move(open)), fail_(std::move(fail)) {}

ReadAhead::~ReadAhead() = default;

void ReadAhead::WillRead(std::vector<FileInfo> files) {
  const std::lock_guard lock(mutex_);
  ahead_.clear();
  bytes_ahead_ = 0;
  places_.clear();
  order_ = std::move(files);
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
      const int64_t bytes = std::min(kPieceBytes, static_cast<int64_t>(file.size));
      if (!ahead_.empty() && bytes_ahead_ + bytes > kBytesAhead) return;
      ahead_.emplace(file.path, std::make_unique<Stream>(*this, file));
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
  if (stream == nullptr) stream = std::make_unique<Stream>(*this, file);
  return stream;
}

}  // namespace millrace
