#include "generate/client.h"

#include "core/error.h"
#include "generate/calendar.h"
#include "generate/gtm_client.h"
#include "generate/sdk_client.h"
#include "generate/sensors_client.h"

namespace millrace::generate {

namespace {

void AppendTextOrNull(TextBuffer& out, std::string_view text) {
  if (text.empty()) {
    out << "null";
  } else {
    out << '"' << text << '"';
  }
}

}  // namespace

std::unique_ptr<Client> MakeClient(TrafficClient kind) {
  switch (kind) {
    case TrafficClient::clickstream:
      return std::make_unique<SdkClient>();
    case TrafficClient::gtm:
      return std::make_unique<GtmClient>();
    case TrafficClient::sensors:
      return std::make_unique<SensorsClient>();
  }
  throw InternalError("no such client");
}

void AppendArrival(TextBuffer& out, const RequestFacts& facts, std::string_view platform, std::string_view user_agent,
                   uint64_t bits, Random& random) {
  // The collector writes whole seconds here and its full precision in `timestamp`.
  const int64_t ingest_ms = facts.arrival_ms / 1000 * 1000;
  const UtcTime time(facts.arrival_ms);
  out << R"(","date":")";
  time.AppendSeconds(out);
  out << R"(+00:00","fakeIp":null,"ingest_time":)" << ingest_ms << R"(,"ip":")" << facts.address
      << R"(","method":"POST","path":"/collect","platform":)";
  AppendTextOrNull(out, platform);
  out << R"(,"rid":")";
  out.AppendHex(random.Next(), 16);
  out.AppendHex(bits, 16);
  out << R"(","server_ingest_time":)" << ingest_ms << R"(,"source_type":"http_server","timestamp":")";
  time.AppendSeconds(out);
  out << '.';
  out.AppendPadded(facts.arrival_ms % 1000, 3);
  out.AppendPadded(static_cast<int64_t>(bits % 1'000'000), 6);
  out << R"(Z","ua":)";
  AppendTextOrNull(out, user_agent);
  out << R"(,"uri":"/collect?)";
}

}  // namespace millrace::generate
