#include "http/answer_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <memory>
#include <sstream>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/write.hpp>
#include <poll.h>

namespace millrace::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;

// Of a client that is still served.
constexpr size_t kSlowestBytesPerSecond = 64 << 10;

using Head = wire::response<wire::empty_body>;

// The value of the field Date.
std::string DateOfAnswer() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::string text(64, '\0');
  text.resize(std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts));
  return text;
}

Head HeadOf(const Response& response) {
  Head head(static_cast<wire::status>(response.status), 11);
  for (const auto& [name, value] : response.fields.all()) head.insert(name, value);
  head.set(wire::field::date, DateOfAnswer());
  return head;
}

// As it is sent, the empty line after it included.
std::string TextOf(const Head& head) {
  std::ostringstream text;
  text << head.base();
  return std::move(text).str();
}

// Before a chunk of content (RFC 9112 §7.1).
std::string ChunkSize(size_t bytes) {
  std::array<char, 2 * sizeof bytes> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), bytes, 16).ptr;
  return std::string(digits.begin(), end) + "\r\n";
}

}  // namespace

bool IsPeerGone(const ByteStream& stream) {
  pollfd asked{.fd = stream.tcp().socket().native_handle(), .events = POLLRDHUP, .revents = 0};
  return ::poll(&asked, 1, 0) > 0 && (asked.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) != 0;
}

asio::awaitable<bool> AnswerWriter::Send(const Request& request, const Response& response, bool keeps_alive) {
  std::string_view content = response.content();
  Head head = HeadOf(response);
  head.keep_alive(keeps_alive);
  const bool has_no_content = response.status == 204 || response.status == 304;
  if (!has_no_content) head.content_length(content.size());
  if (has_no_content || request.method == "HEAD") content = {};
  const std::string text = TextOf(head);
  co_return co_await Write({asio::buffer(text), asio::buffer(content), {}},
                           options_.send_time + std::chrono::seconds(content.size() / kSlowestBytesPerSecond));
}

asio::awaitable<bool> AnswerWriter::BeginPieces(const Response& response, bool keeps_alive) {
  Head head = HeadOf(response);
  head.keep_alive(keeps_alive);
  head.chunked(true);
  const std::string text = TextOf(head);
  co_return co_await Write({asio::buffer(text), {}, {}}, options_.send_time);
}

asio::awaitable<bool> AnswerWriter::SendPiece(const std::string& piece) {
  const std::string size = ChunkSize(piece.size());
  co_return co_await Write({asio::buffer(size), asio::buffer(piece), asio::buffer("\r\n", 2)},
                           options_.send_time + std::chrono::seconds(piece.size() / kSlowestBytesPerSecond));
}

asio::awaitable<bool> AnswerWriter::EndPieces() {
  const std::string last = ChunkSize(0);
  co_return co_await Write({asio::buffer(last), asio::buffer("\r\n", 2), {}}, options_.send_time);
}

asio::awaitable<void> AnswerWriter::SendEvents(const Request& request, const Response& response) {
  Head head = HeadOf(response);
  head.set(wire::field::content_type, "text/event-stream");
  head.set("X-Accel-Buffering", "no");
  // Ends with the connection.
  head.keep_alive(false);
  const std::string head_text = TextOf(head);
  bool sent = co_await Write({asio::buffer(head_text), {}, {}}, options_.send_time);
  EventStream& events = *response.events;
  const asio::any_io_executor executor = connection_.executor;
  const auto timer = std::make_shared<asio::steady_timer>(executor);
  // Whoever sends does so in a thread of its own, and may do so after this connection has ended: it holds the timer.
  events.OnChange([timer, executor] { asio::post(executor, [timer] { timer->cancel(); }); });
  connection_.events = response.events;
  if (connection_.is_draining || request.method == "HEAD") events.Close();
  auto last_sent = std::chrono::steady_clock::now();
  while (sent && !IsPeerGone(stream_)) {
    std::string text = events.TakePending();
    if (text.empty() && events.closed()) break;
    if (text.empty() && std::chrono::steady_clock::now() - last_sent >= options_.heartbeat) text = ":\n\n";
    if (text.empty()) {
      stream_.tcp().expires_never();
      timer->expires_after(std::min<std::chrono::milliseconds>(options_.heartbeat, kGoneCheck * 5));
      beast::error_code woken;
      co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, woken));
      continue;
    }
    sent = co_await Write({asio::buffer(text), {}, {}}, options_.send_time);
    last_sent = std::chrono::steady_clock::now();
  }
  events.OnChange({});
  events.Close();
  connection_.events = nullptr;
}

asio::awaitable<bool> AnswerWriter::Write(ByteStream::Pieces pieces, std::chrono::milliseconds time) {
  stream_.tcp().expires_after(time);
  beast::error_code error;
  co_await stream_.Write(pieces, error);
  co_return !error;
}

}  // namespace millrace::http
