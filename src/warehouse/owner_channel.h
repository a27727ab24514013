// The socket between the process that holds a DuckDB file and the others (owner.h): frames of a kind and bytes, and
// what is put into them. Frames are written by several threads, whole; one thread reads them.
#pragma once

#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>

namespace millrace {

// Another version of the program may speak another protocol.
inline constexpr int64_t kOwnerProtocol = 2;

// What a frame is. The owner answers every request in turn, except for kCancel, which has no answer.
enum class FrameKind : uint8_t {
  // Requests.
  kHello,   // version of the protocol
  kSubmit,  // sql, token, parameters as an IPC stream (empty: none) → kText: the id
  kPoll,    // id, milliseconds → kNumber: the state
  kCancel,  // id, or empty for an append
  kFetch,   // id → kResult, then as kNext
  kNext,    // → kRows, or kEnd with the last rows
  kDrop,    // nobody wants the rest of the rows → kEnd
  kAppend,  // schema, table → kEnd: then kRows …, kEnd (or kError) are sent → kNumber: how many
  kRows,    // bytes of an IPC stream
  kEnd,
  kBegin,     // access → kEnd
  kCommit,    // → kEnd
  kRollback,  // → kEnd
  // Answers only.
  kText,
  kNumber,
  kResult,   // rows affected
  kError,    // class, text
  kGoodbye,  // the owner leaves; a request without an answer was not executed
};

struct Frame {
  FrameKind kind = FrameKind::kEnd;
  std::string bytes;
};

class OwnerChannel {
 public:
  // Takes the socket.
  explicit OwnerChannel(int socket) : socket_(socket) {}
  ~OwnerChannel();
  OwnerChannel(const OwnerChannel&) = delete;
  OwnerChannel& operator=(const OwnerChannel&) = delete;

  // False when the other side has gone. Any thread.
  bool Send(FrameKind kind, std::string_view bytes = {});
  // False at the end of the connection, also when what came is no frame.
  bool Receive(Frame& frame);
  // Both sides see the end of the connection. Any thread.
  void Shut();

 private:
  const int socket_;
  std::mutex sending_;
};

// Fields of a frame: texts with their length in front, and numbers.
class FrameWriter {
 public:
  FrameWriter& Text(std::string_view text);
  FrameWriter& Number(int64_t number);
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Throws SystemError when the bytes end too early.
class FrameReader {
 public:
  explicit FrameReader(std::string_view bytes) : bytes_(bytes) {}
  std::string Text();
  int64_t Number();

 private:
  std::string_view Take(size_t count);
  std::string_view bytes_;
};

// An error as the bytes of kError, and back: the same class and text.
std::string ErrorBytes(const std::exception_ptr& error);
[[noreturn]] void ThrowErrorBytes(std::string_view bytes);

}  // namespace millrace
