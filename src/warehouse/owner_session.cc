#include "warehouse/owner_session.h"

#include <chrono>
#include <exception>
#include <utility>

#include "core/error.h"
#include "warehouse/reader_status.h"

namespace millrace {
namespace {

// Rows that are sent at once, and frames that wait for a slow engine.
constexpr size_t kRowBytes = 1U << 20;
constexpr size_t kWaitingBytes = 8U << 20;

// The rows of an append, as they come through the socket.
class SentRows : public arrow::RecordBatchReader {
 public:
  SentRows(OwnerSession& session, const std::string& first) : session_(session) { decoder_.Add(first); }

  std::shared_ptr<arrow::Schema> schema() const override { return decoder_.schema(); }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    try {
      Frame frame;
      while ((*batch = decoder_.Next()) == nullptr) {
        if (is_at_end_) return arrow::Status::OK();
        // Never an end: a part of the rows must not be taken for all of them.
        if (!session_.NextOfAppend(frame)) throw SystemError("the process that sent rows to the warehouse has ended");
        if (frame.kind == FrameKind::kError) ThrowErrorBytes(frame.bytes);
        is_at_end_ = frame.kind == FrameKind::kEnd;
        decoder_.Add(frame.bytes);
      }
    } catch (const std::exception&) {
      is_at_end_ = true;
      return StatusOf(std::current_exception());
    }
    return arrow::Status::OK();
  }
  // Reads what nobody wanted.
  void Drain() {
    Frame frame;
    while (!is_at_end_ && session_.NextOfAppend(frame)) {
      is_at_end_ = frame.kind == FrameKind::kEnd || frame.kind == FrameKind::kError;
    }
  }

 private:
  OwnerSession& session_;
  IpcDecoder decoder_;
  bool is_at_end_ = false;
};

}  // namespace

OwnerSession::OwnerSession(int socket, std::function<std::unique_ptr<Connection>()> connect,
                           std::function<void()> on_end)
    : channel_(socket), connect_(std::move(connect)), on_end_(std::move(on_end)) {
  reader_ = std::thread([this] { ReadFrames(); });
  server_ = std::thread([this] { Serve(); });
}

OwnerSession::~OwnerSession() {
  channel_.Shut();
  reader_.join();
  server_.join();
}

void OwnerSession::Leave() {
  const std::lock_guard lock(mutex_);
  is_leaving_ = true;
  changed_.notify_all();
}

void OwnerSession::ReadFrames() {
  Frame frame;
  while (channel_.Receive(frame)) {
    std::unique_lock lock(mutex_);
    if (frame.kind == FrameKind::kCancel) {
      CancelRequest(frame.bytes);
      continue;
    }
    if (frame.kind == FrameKind::kAppend) append_stop_ = {};
    waiting_bytes_ += frame.bytes.size();
    frames_.push_back(std::exchange(frame, {}));
    changed_.notify_all();
    changed_.wait(lock, [&] { return waiting_bytes_ < kWaitingBytes || has_ended_; });
  }
  // The process has gone: what it waits for ends, however long it would have taken.
  std::unique_lock lock(mutex_);
  is_closed_ = true;
  changed_.notify_all();
  while (!has_ended_) {
    CancelRequest(request_);
    changed_.wait_for(lock, std::chrono::milliseconds(20));
  }
}

void OwnerSession::CancelRequest(const std::string& id) {
  append_stop_.request_stop();
  if (connection_ != nullptr && !id.empty()) connection_->Cancel(id);
}

void OwnerSession::Serve() {
  while (const auto request = NextRequest()) {
    try {
      if (!Answer(*request)) break;
    } catch (const std::exception&) {
      // After a greeting that failed, there is nothing to go on with.
      if (!channel_.Send(FrameKind::kError, ErrorBytes(std::current_exception())) || connection_ == nullptr) break;
    }
  }
  rows_ = nullptr;
  {
    const std::lock_guard lock(mutex_);
    connection_ = nullptr;  // rolls back
    has_ended_ = true;
    changed_.notify_all();
  }
  channel_.Shut();
  on_end_();
}

std::unique_ptr<Frame> OwnerSession::NextRequest() {
  std::unique_lock lock(mutex_);
  const bool is_idle = !is_in_transaction_ && request_.empty();
  changed_.wait(lock, [&] { return is_closed_ || !frames_.empty() || (is_leaving_ && is_idle); });
  if (is_leaving_ && is_idle) {
    // What was read and not served has no effect, and the other side will know.
    channel_.Send(FrameKind::kGoodbye);
    return nullptr;
  }
  if (is_closed_) return nullptr;
  return std::make_unique<Frame>(PopFrame());
}

Frame OwnerSession::PopFrame() {
  Frame frame = std::move(frames_.front());
  frames_.pop_front();
  waiting_bytes_ -= frame.bytes.size();
  changed_.notify_all();
  return frame;
}

bool OwnerSession::NextOfAppend(Frame& frame) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return is_closed_ || !frames_.empty(); });
  if (frames_.empty()) return false;
  frame = PopFrame();
  return true;
}

bool OwnerSession::Answer(const Frame& request) {
  FrameReader fields(request.bytes);
  if (connection_ == nullptr) return Greet(request);
  switch (request.kind) {
    case FrameKind::kSubmit:
      return Submit(fields);
    case FrameKind::kPoll: {
      const std::string id = fields.Text();
      const RequestState state = connection_->Poll(id, std::chrono::milliseconds(fields.Number()));
      return channel_.Send(FrameKind::kNumber, FrameWriter().Number(static_cast<int64_t>(state)).bytes());
    }
    case FrameKind::kFetch:
      return Fetch(fields.Text());
    case FrameKind::kNext:
      return SendRows();
    case FrameKind::kDrop:
      EndRequest();
      return channel_.Send(FrameKind::kEnd);
    case FrameKind::kAppend:
      return Append(fields);
    case FrameKind::kBegin:
      connection_->Begin(static_cast<TransactionAccess>(fields.Number()));
      is_in_transaction_ = true;
      return channel_.Send(FrameKind::kEnd);
    case FrameKind::kCommit:
      is_in_transaction_ = false;
      connection_->Commit();
      return channel_.Send(FrameKind::kEnd);
    case FrameKind::kRollback:
      is_in_transaction_ = false;
      connection_->Rollback();
      return channel_.Send(FrameKind::kEnd);
    default:
      return false;
  }
}

bool OwnerSession::Greet(const Frame& request) {
  if (request.kind != FrameKind::kHello) return false;
  if (FrameReader(request.bytes).Number() != kOwnerProtocol) {
    throw UserError("the warehouse is in use by another version of the program: stop that first");
  }
  auto connection = connect_();
  {
    const std::lock_guard lock(mutex_);
    connection_ = std::move(connection);
  }
  return channel_.Send(FrameKind::kEnd);
}

bool OwnerSession::Submit(FrameReader& fields) {
  SqlRequest request;
  request.sql = fields.Text();
  request.token = fields.Text();
  if (const std::string bytes = fields.Text(); !bytes.empty()) {
    IpcDecoder decoder;
    decoder.Add(bytes);
    request.parameters = decoder.Next();
  }
  const std::string id = connection_->Submit(request);
  {
    const std::lock_guard lock(mutex_);
    request_ = id;
  }
  return channel_.Send(FrameKind::kText, FrameWriter().Text(id).bytes());
}

bool OwnerSession::Fetch(const std::string& id) {
  try {
    const Connection::Result result = connection_->Fetch(id);
    rows_ = result.rows;
    encoder_ = std::make_unique<IpcEncoder>(rows_->schema());
    if (!channel_.Send(FrameKind::kResult, FrameWriter().Number(result.rows_affected).bytes())) return false;
  } catch (const std::exception&) {
    EndRequest();
    throw;
  }
  return SendRows();
}

bool OwnerSession::SendRows() {
  if (rows_ == nullptr) return false;
  try {
    while (encoder_->waiting() < kRowBytes) {
      const auto batch = NextBatch(*rows_);
      if (batch == nullptr) {
        const std::string bytes = encoder_->Take();
        EndRequest();
        return channel_.Send(FrameKind::kEnd, bytes);
      }
      encoder_->Add(*batch);
    }
  } catch (const std::exception&) {
    EndRequest();
    throw;
  }
  return channel_.Send(FrameKind::kRows, encoder_->Take());
}

void OwnerSession::EndRequest() {
  rows_ = nullptr;
  encoder_ = nullptr;
  const std::lock_guard lock(mutex_);
  request_.clear();
}

bool OwnerSession::Append(FrameReader& fields) {
  const std::string schema = fields.Text();
  const std::string table = fields.Text();
  // The other side sends nothing before it knows that this owner stays.
  if (!channel_.Send(FrameKind::kEnd)) return false;
  Frame first;
  if (!NextOfAppend(first) || first.kind != FrameKind::kRows) return false;
  SentRows rows(*this, first.bytes);
  const std::stop_token stop = [&] {
    const std::lock_guard lock(mutex_);
    return append_stop_.get_token();
  }();
  try {
    const int64_t count = connection_->Append(schema, table, rows, stop);
    return channel_.Send(FrameKind::kNumber, FrameWriter().Number(count).bytes());
  } catch (const std::exception&) {
    rows.Drain();
    throw;
  }
}

}  // namespace millrace
