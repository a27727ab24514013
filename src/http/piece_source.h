// Content that is made piece by piece while it is sent, so that an answer is never in memory as a whole. The next piece
// is asked for, in the lane of the route, when the one before it was written to the socket: a slow client holds no
// thread. The object is dropped when all was sent, when the client has gone, and when the server ends.
#pragma once

#include <string>

namespace millrace::http {

class PieceSource {
 public:
  virtual ~PieceSource() = default;
  PieceSource(const PieceSource&) = delete;
  PieceSource& operator=(const PieceSource&) = delete;

  // Adds the next piece, which may be empty; false: nothing is left. Called by one thread at a time. The stop token of
  // the request is still in force. What it throws ends the connection, so that the client sees that something is
  // missing.
  virtual bool Append(std::string& piece) = 0;

 protected:
  PieceSource() = default;
};

}  // namespace millrace::http
