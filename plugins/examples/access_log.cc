// A transformer: lines of a web server's access log (the «combined» format of nginx and Apache) become page views.
//
//     192.0.2.7 - anna [10/Mar/2025:12:00:00 +0000] "GET /shop HTTP/1.1" 200 512 "https://a.example/" "Mozilla/5.0 …"
//
// A visitor is an address with a user agent. What is no GET, or was not answered with 200, gives no event.
#include <millrace/plugin.hpp>

namespace {

uint64_t Hash(std::string_view text, uint64_t hash = 0xcbf29ce484222325) {  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

std::string Hex(uint64_t value) {
  std::string text(16, '0');
  for (size_t i = 16; i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15];
  return text;
}

// The text up to `end`, which is skipped, too. False when it is not there.
bool Take(std::string_view& line, std::string_view end, std::string_view& field) {
  const size_t at = line.find(end);
  if (at == std::string_view::npos) return false;
  field = line.substr(0, at);
  line.remove_prefix(at + end.size());
  return true;
}

bool Number(std::string_view text, int64_t& number) {
  number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  return !text.empty() && text.size() < 10;
}

// `10/Mar/2025:12:00:00 +0000` in ms since the epoch.
bool Time(std::string_view text, int64_t& msec) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  int64_t day, year, hour, minute, second, zone;
  if (text.size() != 26 || !Number(text.substr(0, 2), day) || !Number(text.substr(7, 4), year) ||
      !Number(text.substr(12, 2), hour) || !Number(text.substr(15, 2), minute) || !Number(text.substr(18, 2), second) ||
      !Number(text.substr(22, 4), zone)) {
    return false;
  }
  const size_t month_at = kMonths.find(text.substr(3, 3));
  if (month_at == std::string_view::npos || month_at % 3 != 0) return false;
  // Days since 1970 of a date, counted from March.
  const int64_t month = static_cast<int64_t>(month_at / 3) + 1;
  const int64_t y = month > 2 ? year : year - 1;
  const int64_t days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * ((month + 9) % 12) + 2) / 5 + day - 719469;
  const int64_t offset = (zone / 100 * 60 + zone % 100) * (text[21] == '-' ? -1 : 1);
  msec = ((days * 24 + hour) * 60 + minute - offset) * 60'000 + second * 1000;
  return true;
}

class AccessLog {
 public:
  static constexpr const char* kDescription = "page views from an access log in the combined format";
  static constexpr const char* kConfigKeys[] = {"app_id", "site", nullptr};
  static constexpr const char* kReads[] = {"line", "file", "number", nullptr};
  static constexpr const char* kSets[] = {
      "line_index",     "reject",  "event_id",   "event_time_msec",    "event_name",         "app_id",
      "user_pseudo_id", "user_id", "request_ip", "request_user_agent", "page_view_page_url", "page_view_page_referrer",
      "custom.bytes",   nullptr};

  explicit AccessLog(const millrace::plugin::Config& config)
      : app_id_(config.Text("app_id")), site_(config.Text("site")) {
    if (app_id_.empty() || site_.empty()) throw std::runtime_error("`app_id` and `site` (https://…) must be set");
  }

  void Run(const millrace::plugin::Batch& in, millrace::plugin::Output& out) {
    const auto lines = in.Text("line");
    const auto files = in.Text("file");
    const auto numbers = in.Int64("number");
    std::vector<Hit> hits;
    for (int64_t i = 0; i < in.rows(); ++i) {
      Hit hit;
      hit.line_index = i;
      hit.is_hit = Parse(lines[i], hit);
      if (!hit.is_hit || (hit.method == "GET" && hit.status == "200")) hits.push_back(hit);
    }
    out.SetRows(static_cast<int64_t>(hits.size()));
    auto& line_index = out.Int64("line_index");
    auto& reject = out.Text("reject");
    auto& event_id = out.Text("event_id");
    auto& time = out.Int64("event_time_msec");
    auto& name = out.Text("event_name");
    auto& app = out.Text("app_id");
    auto& visitor = out.Text("user_pseudo_id");
    auto& user = out.Text("user_id");
    auto& ip = out.Text("request_ip");
    auto& agent = out.Text("request_user_agent");
    auto& url = out.Text("page_view_page_url");
    auto& referrer = out.Text("page_view_page_referrer");
    auto& bytes = out.Int64("custom.bytes");
    for (int64_t row = 0; row < static_cast<int64_t>(hits.size()); ++row) {
      const Hit& hit = hits[static_cast<size_t>(row)];
      line_index.SetInt(row, hit.line_index);
      if (!hit.is_hit) {
        reject.Set(row, "no line of the combined format");
        continue;
      }
      // The same line of the same file is the same event, however often it is read.
      const uint64_t place = Hash(std::to_string(numbers[hit.line_index]), Hash(files[hit.line_index]));
      event_id.Set(row, Hex(Hash(lines[hit.line_index], place)));
      time.SetInt(row, hit.time);
      name.Set(row, "_page_view");
      app.Set(row, app_id_);
      visitor.Set(row, Hex(Hash(hit.agent, Hash(hit.ip))));
      if (hit.user != "-") user.Set(row, hit.user);
      ip.Set(row, hit.ip);
      agent.Set(row, hit.agent);
      url.Set(row, site_ + std::string(hit.path));
      if (hit.referrer != "-") referrer.Set(row, hit.referrer);
      bytes.SetInt(row, hit.bytes);
    }
  }

 private:
  struct Hit {
    int64_t line_index = 0;
    bool is_hit = false;
    int64_t time = 0;
    int64_t bytes = 0;
    std::string_view ip, user, method, path, status, referrer, agent;
  };

  static bool Parse(std::string_view line, Hit& hit) {
    std::string_view ident, when, protocol, size;
    if (!Take(line, " ", hit.ip) || !Take(line, " ", ident) || !Take(line, " [", hit.user) ||
        !Take(line, "] \"", when) || !Take(line, " ", hit.method) || !Take(line, " ", hit.path) ||
        !Take(line, "\" ", protocol) || !Take(line, " ", hit.status) || !Take(line, " \"", size) ||
        !Take(line, "\" \"", hit.referrer) || !Take(line, "\"", hit.agent)) {
      return false;
    }
    return Time(when, hit.time) && (size == "-" || Number(size, hit.bytes));
  }

  std::string app_id_;
  std::string site_;
};

}  // namespace

MILLRACE_TRANSFORMER_PLUGIN("access_log", AccessLog)
