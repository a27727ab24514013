#include "warehouse/owner_channel.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "warehouse/warehouse_error.h"

namespace millrace {
namespace {

// A batch of rows is far smaller; a longer frame is none of ours.
constexpr uint32_t kLongestFrame = 1U << 30;

bool SendAll(int socket, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, data, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<size_t>(sent);
  }
  return true;
}

bool ReceiveAll(int socket, char* data, size_t size) {
  while (size > 0) {
    const ssize_t received = ::recv(socket, data, size, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return false;
    data += received;
    size -= static_cast<size_t>(received);
  }
  return true;
}

// Classes of errors in a frame. Faults of the machine follow from kMachine on.
enum ErrorClass : int64_t { kUser, kInternal, kStopped, kSystem, kMachine };

}  // namespace

OwnerChannel::~OwnerChannel() {
  ::close(socket_);
}

bool OwnerChannel::Send(FrameKind kind, std::string_view bytes) {
  std::array<char, 5> header{static_cast<char>(kind)};
  const auto size = static_cast<uint32_t>(bytes.size());
  if (bytes.size() > kLongestFrame) throw InternalError("a frame for the owner of the warehouse is too long");
  std::memcpy(header.data() + 1, &size, sizeof(size));
  const std::lock_guard lock(sending_);
  return SendAll(socket_, header.data(), header.size()) && SendAll(socket_, bytes.data(), bytes.size());
}

bool OwnerChannel::Receive(Frame& frame) {
  std::array<char, 5> header{};
  if (!ReceiveAll(socket_, header.data(), header.size())) return false;
  uint32_t size = 0;
  std::memcpy(&size, header.data() + 1, sizeof(size));
  if (static_cast<uint8_t>(header[0]) > static_cast<uint8_t>(FrameKind::kGoodbye) || size > kLongestFrame) return false;
  frame.kind = static_cast<FrameKind>(header[0]);
  frame.bytes.resize(size);
  return ReceiveAll(socket_, frame.bytes.data(), size);
}

void OwnerChannel::Shut() {
  ::shutdown(socket_, SHUT_RDWR);
}

FrameWriter& FrameWriter::Text(std::string_view text) {
  Number(static_cast<int64_t>(text.size()));
  bytes_ += text;
  return *this;
}

FrameWriter& FrameWriter::Number(int64_t number) {
  bytes_.append(reinterpret_cast<const char*>(&number), sizeof(number));
  return *this;
}

std::string FrameReader::Text() {
  return std::string(Take(static_cast<size_t>(Number())));
}

int64_t FrameReader::Number() {
  int64_t number = 0;
  std::memcpy(&number, Take(sizeof(number)).data(), sizeof(number));
  return number;
}

std::string_view FrameReader::Take(size_t count) {
  if (count > bytes_.size()) throw SystemError("a message about the warehouse was cut off");
  const std::string_view taken = bytes_.substr(0, count);
  bytes_.remove_prefix(count);
  return taken;
}

std::string ErrorBytes(const std::exception_ptr& error) {
  const auto bytes = [](int64_t kind, const std::exception& thrown) {
    return FrameWriter().Number(kind).Text(thrown.what()).bytes();
  };
  try {
    std::rethrow_exception(error);
  } catch (const WarehouseError& thrown) {
    return bytes(kMachine + static_cast<int64_t>(thrown.fault()), thrown);
  } catch (const Cancelled& thrown) {
    return bytes(kStopped, thrown);
  } catch (const UserError& thrown) {
    return bytes(kUser, thrown);
  } catch (const SystemError& thrown) {
    return bytes(kSystem, thrown);
  } catch (const std::exception& thrown) {
    return bytes(kInternal, thrown);
  }
}

void ThrowErrorBytes(std::string_view bytes) {
  FrameReader reader(bytes);
  const int64_t kind = reader.Number();
  const std::string text = reader.Text();
  switch (kind) {
    case kUser:
      throw UserError(text);
    case kInternal:
      throw InternalError(text);
    case kStopped:
      throw Cancelled(text);
    case kSystem:
      throw SystemError(text);
    default:
      throw WarehouseError(static_cast<WarehouseFault>(kind - kMachine), text);
  }
}

}  // namespace millrace
