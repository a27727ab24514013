// A client for tests that sends bytes as they are given, over a socket to 127.0.0.1, and reads answers whole. It waits
// at most a minute.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/letter_case.h"

namespace millrace::http {

struct RawAnswer {
  unsigned status = 0;
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
};

class RawClient {
 public:
  explicit RawClient(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{.tv_sec = 60, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  ~RawClient() { Close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void Close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  int socket() const { return socket_; }

  // False if the server has closed the connection.
  bool Send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  // An answer with its content; status 0 if the connection ended before one. `has_content`: false for HEAD.
  RawAnswer Read(bool has_content = true) {
    RawAnswer answer;
    size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!ReadMore()) return answer;
    }
    const std::string head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    answer.status = static_cast<unsigned>(std::stoul(head.substr(9, 3)));
    for (size_t begin = head.find("\r\n") + 2; begin < head.size();) {
      const size_t stop = head.find("\r\n", begin);
      const size_t colon = head.find(':', begin);
      std::string name = head.substr(begin, colon - begin);
      for (char& c : name) c = LowerAscii(c);
      answer.fields[name] = head.substr(colon + 2, stop - colon - 2);
      begin = stop + 2;
    }
    if (has_content && answer.fields.contains("transfer-encoding")) {
      ReadChunks(answer);
      return answer;
    }
    const auto length = answer.fields.find("content-length");
    if (!has_content || length == answer.fields.end()) return answer;
    const size_t size = std::stoul(length->second);
    while (buffer_.size() < size && ReadMore()) {
    }
    answer.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return answer;
  }

  // Everything until the server closes the connection.
  std::string ReadToEnd() {
    while (ReadMore()) {
    }
    return std::exchange(buffer_, {});
  }
  // Until `text` was read; everything so far.
  std::string ReadUntil(std::string_view text) {
    while (buffer_.find(text) == std::string::npos && ReadMore()) {
    }
    return buffer_;
  }
  bool IsClosed() { return !ReadMore(); }

  RawAnswer Get(std::string_view target, std::string_view more_fields = "") {
    Send("GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more_fields) + "\r\n");
    return Read();
  }

 private:
  // Status 0 if the last one does not come.
  void ReadChunks(RawAnswer& answer) {
    while (true) {
      size_t end = 0;
      while ((end = buffer_.find("\r\n")) == std::string::npos) {
        if (!ReadMore()) return void(answer.status = 0);
      }
      const size_t size = std::stoul(buffer_.substr(0, end), nullptr, 16);
      while (buffer_.size() < end + 4 + size) {
        if (!ReadMore()) return void(answer.status = 0);
      }
      answer.body += buffer_.substr(end + 2, size);
      buffer_.erase(0, end + 4 + size);
      if (size == 0) return;
    }
  }

  bool ReadMore() {
    std::string piece(64 << 10, '\0');
    const ssize_t read = ::recv(socket_, piece.data(), piece.size(), 0);
    if (read <= 0) return false;
    buffer_.append(piece, 0, static_cast<size_t>(read));
    return true;
  }

  int socket_;
  std::string buffer_;
};

}  // namespace millrace::http
