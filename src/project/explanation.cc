#include "project/explanation.h"

#include <algorithm>
#include <random>

#include "privacy/privacy_sink.h"

#include "core/error.h"
#include "project/batch_collector.h"

namespace millrace {
namespace {

// A name below a directory, without a way out of it.
bool IsNameBelow(std::string_view name) {
  if (name.empty() || name.find('\0') != std::string_view::npos) return false;
  for (size_t begin = 0; begin <= name.size();) {
    const size_t end = std::min(name.find('/', begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

bool HasPrivacyRules(const Config& config) {
  return config.privacy.ip != Config::IpPrivacy::kKeep || !config.privacy.pseudonymise.empty() ||
         !config.privacy.drop.empty();
}

std::string RandomSecret() {
  constexpr size_t kBytes = 32;
  std::random_device random;
  std::string secret;
  for (size_t i = 0; i < kBytes; ++i) secret += static_cast<char>(random() & 0xff);
  return secret;
}

// The rows as the lake gets them, with another secret.
void HideValues(const Config& config, std::vector<TraceEntry>& story) {
  const PrivacyRules rules(config.privacy.pseudonymise, config.privacy.drop, RandomSecret());
  if (rules.empty()) return;
  for (TraceEntry& entry : story) {
    if (entry.row == nullptr) continue;
    BatchCollector collector;
    PrivacySink(rules, collector).Write(TableId::kEvent, {}, entry.row);
    entry.row = collector.Take().at(TableId::kEvent).front();
  }
}

}  // namespace

std::optional<std::vector<TraceEntry>> Explanations::Explain(const ExplanationRequest& request,
                                                             const std::stop_token& stop) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) throw ExplanationBusy("another explanation is at work; try again in a few seconds");
  const Config& config = project_.config();
  TraceLimits limits{.most_events = kMostEvents, .read = {}, .stop = stop};
  limits.read.max_line_bytes = kMostBytes;
  limits.read.most_raw_bytes = kMostFileBytes;
  std::vector<TraceEntry> story;
  if (!request.text.empty()) {
    story = TraceLine(project_, request.text, "request", request.index, limits);
  } else {
    if (HasPrivacyRules(config)) {
      throw ExplanationHidden(
          "the project hides values of requests (`privacy`), and raw files have them; send the text of a request");
    }
    if (!IsNameBelow(request.file)) return std::nullopt;
    const Sample sample{.path = config.raw + "/" + request.file, .name = request.file};
    const auto found = project_.files().Stat(sample.path);
    if (!found) return std::nullopt;
    story = TraceRequest(project_, project_.files(), sample, {.line = request.line, .index = request.index}, limits);
  }
  HideValues(config, story);
  return story;
}

}  // namespace millrace
