#include "http/connection.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/answer_writer.h"
#include "http/byte_stream.h"
#include "http/exchange.h"
#include "http/forwarded.h"
#include "http/message_fault.h"
#include "http/piece_source.h"

namespace millrace::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;

// At once.
constexpr size_t kLeastRead = 4 << 10;
constexpr size_t kReadBytes = 64 << 10;
constexpr auto kLinger = std::chrono::seconds(2);
constexpr size_t kMaxLingerBytes = 4 << 20;

using Parser = wire::request_parser<wire::string_body>;

// What a worker does for a connection.
struct RunningWork {
  explicit RunningWork(const asio::any_io_executor& executor) : done(executor) {}
  bool is_done = false;     // set on the connection's executor
  asio::steady_timer done;  // cancelled when it is set
};
struct WorkEnd {
  bool was_run = false;  // otherwise too much waits
  bool is_late = false;
};

class Session {
 public:
  Session(const ServerParts& parts, ByteStream& stream, OpenConnection& connection, std::string client)
      : parts_(parts),
        options_(parts.options),
        stream_(stream),
        connection_(connection),
        writer_(parts.options, stream, connection),
        client_(std::move(client)),
        // Room for the longest header, and for content that is read with it: without a limit the buffer would grow to
        // whatever a client sends.
        buffer_(options_.max_header_bytes + kReadBytes) {}

  asio::awaitable<void> Serve(bool is_refused) {
    for (bool is_first = true; !connection_.is_draining; is_first = false) {
      const bool came = co_await AwaitRequest(is_first);
      if (!came) co_return;
      const bool goes_on = co_await ServeOne(is_refused);
      if (!goes_on) co_return;
    }
  }

 private:
  void ExpireAfter(std::chrono::milliseconds time) { stream_.tcp().expires_after(time); }

  // Waits for the first byte of a request; false if the connection ends without one. Only while it waits here the
  // connection is idle: a server that stops closes idle connections, and lets the others finish.
  asio::awaitable<bool> AwaitRequest(bool is_first) {
    if (buffer_.size() > 0) co_return true;
    connection_.is_idle = true;
    ExpireAfter(is_first ? options_.header_time : options_.idle_time);
    const beast::error_code error = co_await ReadSome();
    connection_.is_idle = false;
    co_return !error;
  }

  // Reads a request and answers it. False if the connection ends after it.
  asio::awaitable<bool> ServeOne(bool is_refused) {
    const auto begin = std::chrono::steady_clock::now();
    Parser parser;
    parser.header_limit(static_cast<uint32_t>(options_.max_header_bytes));
    parser.body_limit(options_.max_body_bytes);
    beast::error_code error = co_await ReadHeader(parser);
    Request request;
    request.client = client_;
    request.is_secure = parts_.tls != nullptr;
    auto refusal = error ? RefusalOfError(error) : TransferFault(parser.get());
    if (is_refused && !error) refusal = RefusalOf(503, "too many connections; try again later", "connections");
    if (refusal) co_await Refuse(request, *refusal);
    if (error || refusal) co_return false;
    const std::string target = Fill(request, parser);
    const bool keeps_alive = parser.get().keep_alive() && !connection_.is_draining;
    const bool has_body = !parser.is_done();
    Answering answering;
    auto response = Dispatch(request, target, answering);
    // Nobody is read from before it is known that somebody wants what they send.
    if (has_body && !response) response = co_await Admit(request, answering, parser);
    const bool is_body_left = has_body && response;
    if (has_body && !response && !is_gone_) {
      error = co_await ReadBody(parser);
      refusal = error ? RefusalOfError(error) : std::nullopt;
      if (refusal) co_await Refuse(request, *refusal);
      if (error) co_return false;
      request.body = std::move(parser.get().body());
    }
    const Lane lane = answering.lane;
    if (!response && !is_gone_) response = co_await Answer(request, std::move(answering));
    if (!response) co_return false;
    Complete(request, *response);
    const unsigned status = response->status;
    bool sent = false;
    if (response->pieces) {
      sent = co_await SendPieces(request, *response, lane, keeps_alive && !is_body_left);
    } else if (response->events) {
      co_await writer_.SendEvents(request, *response);
    } else {
      sent = co_await writer_.Send(request, *response, keeps_alive && !is_body_left);
    }
    parts_.observer.OnAnswer({.route = route_,
                              .method = request.method,
                              .status = status,
                              .time = std::chrono::steady_clock::now() - begin});
    if (sent && is_body_left) co_await Linger();
    co_return sent&& keeps_alive && !is_body_left;
  }

  asio::awaitable<beast::error_code> ReadHeader(Parser& parser) {
    ExpireAfter(options_.header_time);
    co_return co_await ReadUntil(parser, &Parser::is_header_done);
  }

  asio::awaitable<beast::error_code> ReadBody(Parser& parser) {
    ExpireAfter(options_.body_time);
    if (beast::iequals(parser.get()[wire::field::expect], "100-continue")) {
      static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      beast::error_code error;
      co_await stream_.Write({asio::buffer(kContinue), {}, {}}, error);
      if (error) co_return error;
    }
    parser.eager(true);
    co_return co_await ReadUntil(parser, &Parser::is_done);
  }

  // Parses what was read, and reads more, until the message is as far as that.
  asio::awaitable<beast::error_code> ReadUntil(Parser& parser, bool (Parser::*is_enough)() const) {
    beast::error_code error;
    while (!(parser.*is_enough)()) {
      if (buffer_.size() > 0) {
        buffer_.consume(parser.put(buffer_.data(), error));
        if (!error) continue;
        if (error != wire::error::need_more) co_return error;
      }
      error = co_await ReadSome();
      if (error != asio::error::eof) {
        if (error) co_return error;
      } else if (parser.got_some()) {
        error = {};
        parser.put_eof(error);
        co_return error;
      } else {
        co_return make_error_code(wire::error::end_of_stream);
      }
    }
    co_return beast::error_code();
  }

  // Adds what the client has sent to the buffer.
  asio::awaitable<beast::error_code> ReadSome() {
    const size_t room = std::min(std::clamp(buffer_.capacity() - buffer_.size(), kLeastRead, kReadBytes),
                                 buffer_.max_size() - buffer_.size());
    if (room == 0) co_return make_error_code(wire::error::buffer_overflow);
    const auto space = buffer_.prepare(room);
    beast::error_code error;
    const size_t read = co_await stream_.ReadSome(space, error);
    buffer_.commit(read);
    co_return error;
  }

  // All but the body. Returns the target, which is not parsed yet.
  std::string Fill(Request& request, const Parser& parser) {
    const auto& message = parser.get();
    request.method = std::string(message.method_string());
    for (const auto& field : message) {
      request.fields.Add(std::string_view(field.name_string()), std::string_view(field.value()));
    }
    ApplyForwarded(options_.trusted_proxies, options_.public_url, request);
    return std::string(message.target());
  }

  // Asks the application who answers, or returns a refusal.
  std::optional<Response> Dispatch(Request& request, const std::string& target, Answering& answering) {
    route_ = {};
    is_gone_ = false;
    connection_.stop = std::stop_source();
    request.stop = connection_.stop.get_token();
    if (auto refusal = RefuseRequest(parts_, request, target)) {
      parts_.observer.OnRefusal(refusal->reason);
      return std::move(refusal->response);
    }
    answering = parts_.application(request);
    route_ = answering.name;
    return std::nullopt;
  }

  // Whether the content of the request may be read; if not, the answer.
  asio::awaitable<std::optional<Response>> Admit(const Request& request, const Answering& answering, Parser& parser) {
    const uint64_t most = std::min(options_.max_body_bytes, answering.max_body_bytes);
    if (parser.content_length().value_or(0) > most) {
      parts_.observer.OnRefusal("body");
      co_return std::move(BodyTooLong().response);
    }
    parser.body_limit(most);
    if (!answering.admit) co_return std::nullopt;
    bool is_admitted = false;
    Answering asking{.lane = answering.lane, .answer = [&](const Request& asked) {
                       auto refusal = answering.admit(asked);
                       is_admitted = !refusal;
                       return refusal ? std::move(*refusal) : NoContent();
                     }};
    auto response = co_await Answer(request, std::move(asking));
    if (is_admitted) response.reset();
    co_return response;
  }

  // Null, with `is_gone_`, if the client has gone meanwhile.
  asio::awaitable<std::optional<Response>> Answer(const Request& request, Answering answering) {
    const Lane lane = answering.lane;
    auto response = co_await AnswerNow(request, std::move(answering));
    if (!response || !response->parked) co_return response;
    const std::shared_ptr<ParkedAnswer> parked = response->parked;
    if (parts_.parked.fetch_add(1) < options_.max_parked) co_await Await(parked);
    --parts_.parked;
    if (is_gone_) co_return std::nullopt;
    Answering late{.lane = lane, .answer = parked->answer()};
    co_return co_await AnswerNow(request, std::move(late));
  }

  asio::awaitable<std::optional<Response>> AnswerNow(const Request& request, Answering answering) {
    if (answering.lane == Lane::kInstant) co_return AnswerOf(answering, request, parts_.observer);
    co_return co_await Compute(request, std::move(answering));
  }

  // Until the answer is woken, its time is over, or the client has gone.
  asio::awaitable<void> Await(const std::shared_ptr<ParkedAnswer>& parked) {
    const auto timer = std::make_shared<asio::steady_timer>(connection_.executor);
    const asio::any_io_executor executor = connection_.executor;
    parked->OnWake([timer, executor] { asio::post(executor, [timer] { timer->cancel(); }); });
    connection_.parked = parked;
    const auto end = std::chrono::steady_clock::now() + std::min(parked->most(), options_.answer_time);
    stream_.tcp().expires_never();
    while (!parked->is_awake() && !connection_.is_draining && !is_gone_ && std::chrono::steady_clock::now() < end) {
      timer->expires_at(std::min(end, std::chrono::steady_clock::now() + kGoneCheck));
      beast::error_code woken;
      co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, woken));
      is_gone_ = IsPeerGone(stream_);
    }
    parked->OnWake({});
    connection_.parked = nullptr;
  }

  asio::awaitable<std::optional<Response>> Compute(const Request& request, Answering answering) {
    std::optional<Response> response;
    // The request outlives the work: this coroutine waits for its end.
    std::function<void()> work = [&] {
      response = AnswerOf(answering, request, parts_.observer);
      Compress(request, *response);
    };
    const WorkEnd end = co_await RunInLane(answering.lane, work);
    if (!end.was_run) {
      Refusal refusal = RefusalOf(503, "too many requests wait for an answer; try again later", "queue");
      parts_.observer.OnRefusal(refusal.reason);
      co_return std::move(refusal.response);
    }
    if (is_gone_) co_return std::nullopt;
    if (end.is_late && response->status == 503) {
      co_return ProblemResponse(
          {.status = 504, .detail = "the answer took too long and was stopped", .parameter = {}, .retry_after_s = 0});
    }
    co_return response;
  }

  // Runs `work`, which must not throw, in a thread of the lane, and waits for its end without one. Requests its stop
  // when its time is over or the client has gone (`is_gone_`). A reference, because GCC 12 destroys the captures of a
  // lambda twice that is made within a co_await expression.
  asio::awaitable<WorkEnd> RunInLane(Lane lane, std::function<void()>& work) {
    const auto running = std::make_shared<RunningWork>(connection_.executor);
    const bool queued = parts_.PoolOf(lane).Submit([this, running, &work] {
      work();
      asio::post(connection_.executor, [running] {
        running->is_done = true;
        running->done.cancel();
      });
    });
    if (!queued) co_return WorkEnd{.was_run = false};
    const auto deadline = std::chrono::steady_clock::now() + options_.answer_time;
    bool is_late = false;
    // The timer of the stream would close it.
    stream_.tcp().expires_never();
    // Goes on when the time is over or the client has gone, because the worker still uses the request; the stop makes
    // its answer short. That the client has gone is looked for: a read that waits would take the next request.
    while (!running->is_done) {
      running->done.expires_after(kGoneCheck);
      beast::error_code error;
      co_await running->done.async_wait(asio::redirect_error(asio::use_awaitable, error));
      is_late = is_late || (!running->is_done && std::chrono::steady_clock::now() > deadline);
      is_gone_ = is_gone_ || IsPeerGone(stream_);
      if (is_late || is_gone_) connection_.stop.request_stop();
    }
    co_return WorkEnd{.was_run = true, .is_late = is_late};
  }

  // Sends an answer in pieces. False if the connection is of no more use.
  asio::awaitable<bool> SendPieces(const Request& request, Response& response, Lane lane, bool keeps_alive) {
    bool sent = co_await writer_.BeginPieces(response, keeps_alive);
    bool is_whole = request.method == "HEAD";
    bool has_failed = false;
    while (sent && !is_whole) {
      std::string piece;
      std::function<void()> append = [&] {
        try {
          is_whole = !response.pieces->Append(piece);
        } catch (...) {
          has_failed = true;
          std::string line;
          ProblemOf(std::current_exception(), line);
          if (!line.empty()) parts_.observer.OnError(line);
        }
      };
      const WorkEnd end = co_await RunInLane(lane, append);
      sent = end.was_run && !has_failed && !is_gone_;
      if (sent && !piece.empty()) sent = co_await writer_.SendPiece(piece);
    }
    if (sent && request.method != "HEAD") sent = co_await writer_.EndPieces();
    // What it holds may take time to close.
    std::function<void()> drop = [&] { response.pieces.reset(); };
    co_await RunInLane(lane, drop);
    co_return sent;
  }

  // Answers a message that cannot be used. What the client still sends is read for a while (Linger): closing at once
  // would make its system drop the answer.
  asio::awaitable<void> Refuse(const Request& request, Refusal& refusal) {
    parts_.observer.OnRefusal(refusal.reason);
    Complete(request, refusal.response);
    const bool sent = co_await writer_.Send(request, refusal.response, false);
    if (sent) co_await Linger();
  }

  asio::awaitable<void> Linger() {
    // What is below TLS, if that is spoken.
    const auto socket = PlainStream(stream_.tcp());
    beast::error_code error;
    co_await socket->End(error);
    ExpireAfter(kLinger);
    std::string dropped(16 << 10, '\0');
    for (size_t total = 0; !error && total < kMaxLingerBytes;) {
      total += co_await socket->ReadSome(asio::buffer(dropped), error);
    }
  }

  const ServerParts& parts_;
  const ServerOptions& options_;
  ByteStream& stream_;
  OpenConnection& connection_;
  AnswerWriter writer_;
  const std::string client_;
  std::string_view route_;  // of the request that is being answered
  bool is_gone_ = false;    // the client, before its answer was there
  beast::flat_buffer buffer_;
};

asio::awaitable<void> ServeTcp(const ServerParts& parts, beast::tcp_stream& tcp, OpenConnection& connection,
                               std::string client, bool is_refused) {
  const auto stream = parts.tls == nullptr ? PlainStream(tcp) : TlsStream(tcp, parts.tls->current());
  tcp.expires_after(parts.options.header_time);
  beast::error_code error;
  co_await stream->Begin(error);
  if (error) co_return;
  Session session(parts, *stream, connection, std::move(client));
  co_await session.Serve(is_refused);
  tcp.expires_after(kLinger);
  co_await stream->End(error);
}

}  // namespace

asio::awaitable<void> ServeConnection(const ServerParts& parts, asio::ip::tcp::socket socket,
                                      std::unique_ptr<OpenConnections::Place> place, bool is_refused) {
  // Ends with this function, not with its frame.
  const auto held = std::move(place);
  const std::shared_ptr<OpenConnection> connection = held->connection();
  try {
    std::string client = socket.remote_endpoint().address().to_string();
    socket.set_option(asio::ip::tcp::no_delay(true));
    beast::tcp_stream tcp(std::move(socket));
    connection->close = [&tcp] { tcp.close(); };
    co_await ServeTcp(parts, tcp, *connection, std::move(client), is_refused);
    connection->close = nullptr;
  } catch (const std::exception& error) {
    connection->close = nullptr;
    // A client that was gone before its address was asked for is none.
    if (dynamic_cast<const boost::system::system_error*>(&error) == nullptr) parts.observer.OnError(error.what());
  }
  parts.observer.OnConnections(parts.connections.size() - 1);
}

}  // namespace millrace::http
