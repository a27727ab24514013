#include "warehouse/remote_connection.h"

#include <exception>
#include <utility>

#include <arrow/record_batch.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "warehouse/cancel_on_stop.h"
#include "warehouse/ipc_rows.h"
#include "warehouse/reader_status.h"
#include "warehouse/socket_address.h"

namespace millrace {
namespace {

// Rows that are sent at once.
constexpr size_t kSentBytes = 1U << 20;

[[noreturn]] void ThrowLost() {
  throw WarehouseError(WarehouseFault::kConnection,
                       "the process that held the warehouse was killed, or its connection broke");
}

// The answer to what was sent; kError is thrown.
Frame Receive(OwnerChannel& channel) {
  Frame answer;
  if (!channel.Receive(answer)) ThrowLost();
  if (answer.kind == FrameKind::kGoodbye) throw OwnerLeft();
  if (answer.kind == FrameKind::kError) ThrowErrorBytes(answer.bytes);
  return answer;
}

Frame Ask(OwnerChannel& channel, FrameKind kind, const FrameWriter& fields = {}) {
  // When sending fails, the owner may have said goodbye before.
  channel.Send(kind, fields.bytes());
  return Receive(channel);
}

// Reads rows by asking for them, a megabyte at a time.
class RemoteReader : public arrow::RecordBatchReader {
 public:
  RemoteReader(std::shared_ptr<OwnerChannel> channel, const Frame& first) : channel_(std::move(channel)) {
    Take(first);
  }
  std::weak_ptr<const bool> unread() const { return unread_; }
  ~RemoteReader() override {
    if (is_at_end_) return;
    try {
      Ask(*channel_, FrameKind::kDrop);
    } catch (const std::exception&) {
      // The next statement will say so.
    }
  }

  std::shared_ptr<arrow::Schema> schema() const override { return decoder_.schema(); }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    try {
      while ((*batch = decoder_.Next()) == nullptr && !is_at_end_) Take(Ask(*channel_, FrameKind::kNext));
      if (*batch == nullptr) unread_ = nullptr;
    } catch (const std::exception&) {
      is_at_end_ = true;
      unread_ = nullptr;
      return StatusOf(std::current_exception());
    }
    return arrow::Status::OK();
  }

 private:
  void Take(const Frame& answer) {
    is_at_end_ = answer.kind == FrameKind::kEnd;
    decoder_.Add(answer.bytes);
  }

  const std::shared_ptr<OwnerChannel> channel_;
  IpcDecoder decoder_;
  bool is_at_end_ = false;
  std::shared_ptr<const bool> unread_ = std::make_shared<const bool>(true);
};

// Sends all rows of an append. A failure to read them is told to the owner, and returned.
std::exception_ptr SendRows(OwnerChannel& channel, arrow::RecordBatchReader& rows) {
  IpcEncoder encoder(rows.schema());
  channel.Send(FrameKind::kRows, encoder.Take());
  try {
    while (const auto batch = NextBatch(rows)) {
      encoder.Add(*batch);
      if (encoder.waiting() >= kSentBytes && !channel.Send(FrameKind::kRows, encoder.Take())) ThrowLost();
    }
  } catch (const std::exception&) {
    std::exception_ptr error = std::current_exception();
    channel.Send(FrameKind::kError, ErrorBytes(error));
    return error;
  }
  channel.Send(FrameKind::kEnd, encoder.Take());
  return nullptr;
}

}  // namespace

std::unique_ptr<RemoteConnection> RemoteConnection::Connect(const std::string& socket_path) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const SocketAddress address(socket_path);
  if (socket < 0 || ::connect(socket, address.get(), address.size()) != 0 || !IsOfSameUser(socket)) {
    ::close(socket);
    return nullptr;
  }
  std::unique_ptr<RemoteConnection> connection(new RemoteConnection(socket));
  try {
    Ask(*connection->channel_, FrameKind::kHello, FrameWriter().Number(kOwnerProtocol));
  } catch (const WarehouseError& error) {
    // It is leaving just now.
    if (error.connection_lost()) return nullptr;
    throw;
  }
  return connection;
}

std::string RemoteConnection::version() {
  return "DuckDB " + QueryRows("SELECT version()").Text(0, 0);
}

void RemoteConnection::CheckRowsAreRead() const {
  if (!unread_rows_.expired()) {
    throw InternalError("a connection got a statement before the rows of the last one were read");
  }
}

std::string RemoteConnection::Submit(const SqlRequest& request) {
  CheckRowsAreRead();
  std::string parameters;
  if (request.parameters != nullptr) {
    IpcEncoder encoder(request.parameters->schema());
    encoder.Add(*request.parameters);
    parameters = encoder.Take();
  }
  const Frame answer =
      Ask(*channel_, FrameKind::kSubmit, FrameWriter().Text(request.sql).Text(request.token).Text(parameters));
  return FrameReader(answer.bytes).Text();
}

RequestState RemoteConnection::Poll(const std::string& id, std::chrono::milliseconds wait) {
  const Frame answer = Ask(*channel_, FrameKind::kPoll, FrameWriter().Text(id).Number(wait.count()));
  return static_cast<RequestState>(FrameReader(answer.bytes).Number());
}

void RemoteConnection::Cancel(const std::string& id) {
  channel_->Send(FrameKind::kCancel, id);
}

Connection::Result RemoteConnection::Fetch(const std::string& id) {
  const Frame answer = Ask(*channel_, FrameKind::kFetch, FrameWriter().Text(id));
  const int64_t rows_affected = FrameReader(answer.bytes).Number();
  auto rows = std::make_shared<RemoteReader>(channel_, Receive(*channel_));
  unread_rows_ = rows->unread();
  return {.rows = std::move(rows), .rows_affected = rows_affected};
}

int64_t RemoteConnection::Append(std::string_view schema, std::string_view table, arrow::RecordBatchReader& rows,
                                 const std::stop_token& stop) {
  CheckRowsAreRead();
  Ask(*channel_, FrameKind::kAppend, FrameWriter().Text(schema).Text(table));
  const CancelOnStop guard(*this, {}, stop);
  const std::exception_ptr failure = SendRows(*channel_, rows);
  try {
    return FrameReader(Receive(*channel_).bytes).Number();
  } catch (const std::exception&) {
    if (failure != nullptr) std::rethrow_exception(failure);
    throw;
  }
}

void RemoteConnection::Begin(TransactionAccess access) {
  CheckRowsAreRead();
  Ask(*channel_, FrameKind::kBegin, FrameWriter().Number(static_cast<int64_t>(access)));
}

void RemoteConnection::Commit() {
  CheckRowsAreRead();
  Ask(*channel_, FrameKind::kCommit);
}

void RemoteConnection::Rollback() {
  CheckRowsAreRead();
  Ask(*channel_, FrameKind::kRollback);
}

}  // namespace millrace
