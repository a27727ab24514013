#include "enrich/user_agent_answer.h"

#include <array>

#include "core/json_text.h"
#include "core/utf8.h"

namespace millrace {
namespace {

constexpr size_t kMaxParsedBytes = 2048;  // U7
constexpr std::string_view kNoFamily = "Other";

}  // namespace

// `pattern` with `$1` … `$<last_group>` replaced by the groups (absent ones by nothing): every occurrence, or only the
// first `$1`.
UserAgentAnswer::Part UserAgentAnswer::AddReplaced(std::string_view pattern, int last_group, bool only_first) {
  size_t start = text_.size();
  bool done = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    int group = pattern[i] == '$' && i + 1 < pattern.size() ? pattern[i + 1] - '0' : 0;
    if (group >= 1 && group <= last_group && !done) {
      text_ += groups_[group];
      done = only_first;
      ++i;
    } else {
      text_ += pattern[i];
    }
  }
  return {start, text_.size() - start, false};
}

UserAgentAnswer::Part UserAgentAnswer::AddTrimmed(std::string_view pattern) {
  Part part = AddReplaced(pattern, MatchGroups::kMost, false);
  auto is_blank = [this](size_t at) { return static_cast<unsigned char>(text_[at]) <= ' '; };
  while (part.size > 0 && is_blank(part.start + part.size - 1)) --part.size;
  while (part.size > 0 && is_blank(part.start)) ++part.start, --part.size;
  return part;
}

void UserAgentAnswer::FindBrowser() {
  browser_ = {};
  for (size_t i = 0;; ++i) {
    i = matcher_.FindRule(UserAgentList::kBrowser, i, prepared_, groups_);
    if (i == UserAgentMatcher::kNoRule) break;
    const UserAgentRule& rule = matcher_.rule(UserAgentList::kBrowser, i);
    browser_.family = rule.family ? AddReplaced(*rule.family, 1, true) : Add(groups_[1]);
    if (browser_.family.is_null) continue;
    browser_.major = rule.v1 ? Add(*rule.v1) : AddUnlessEmpty(groups_[2]);
    browser_.minor = rule.v2 ? Add(*rule.v2) : AddUnlessEmpty(groups_[3]);
    browser_.patch = rule.v2 ? Part{} : AddUnlessEmpty(groups_[4]);
    return;
  }
  browser_.family = Add(kNoFamily);
}

// A replacement that begins with `$` is the number of a group; any other is the value itself.
UserAgentAnswer::Part UserAgentAnswer::AddOsVersion(const std::optional<std::string>& replacement, int group) {
  if (!replacement) return Add(groups_[group]);
  if (!replacement->starts_with('$')) return Add(*replacement);
  bool is_group = replacement->size() == 2 && (*replacement)[1] >= '1' && (*replacement)[1] <= '9';
  return is_group ? Add(groups_[(*replacement)[1] - '0']) : Part{};
}

void UserAgentAnswer::FindOs() {
  os_ = {};
  for (size_t i = 0;; ++i) {
    i = matcher_.FindRule(UserAgentList::kOs, i, prepared_, groups_);
    if (i == UserAgentMatcher::kNoRule) break;
    const UserAgentRule& rule = matcher_.rule(UserAgentList::kOs, i);
    os_.family = rule.family ? AddReplaced(*rule.family, 1, false) : Add(groups_[1]);
    if (os_.family.is_null) continue;
    os_.major = AddOsVersion(rule.v1, 2);
    os_.minor = AddOsVersion(rule.v2, 3);
    os_.patch = AddOsVersion(rule.v3, 4);
    os_.patch_minor = Add(groups_[5]);
    return;
  }
  os_.family = Add(kNoFamily);
}

// Brand and model according to uap-core's specification: without a replacement the model is the first group.
void UserAgentAnswer::FindDevice() {
  brand_ = model_ = {};
  for (size_t i = 0;; ++i) {
    i = matcher_.FindRule(UserAgentList::kDevice, i, prepared_, groups_);
    if (i == UserAgentMatcher::kNoRule) break;
    const UserAgentRule& rule = matcher_.rule(UserAgentList::kDevice, i);
    device_ = rule.family ? AddTrimmed(*rule.family) : Add(groups_[1]);
    if (device_.is_null) continue;
    if (rule.brand) brand_ = AddTrimmed(*rule.brand);
    model_ = AddTrimmed(rule.model ? std::string_view(*rule.model) : std::string_view("$1"));
    return;
  }
  device_ = Add(kNoFamily);
}

// Major, minor and patch, joined up to the first that is null.
UserAgentAnswer::Part UserAgentAnswer::AddVersion(const Software& software) {
  if (software.major.is_null) return {};
  size_t start = text_.size();
  for (const Part* part : {&software.major, &software.minor, &software.patch}) {
    if (part->is_null) break;
    if (part != &software.major) text_ += '.';
    text_.append(text_, part->start, part->size);
  }
  return {start, text_.size() - start, false};
}

UserAgentAnswer::Part UserAgentAnswer::AddJson(const Software& software, bool with_patch_minor) {
  static constexpr std::array<std::string_view, 5> kKeys = {
      "{\"family\":", ",\"major\":", ",\"minor\":", ",\"patch\":", ",\"patchMinor\":"};
  const std::array<Part, 5> parts = {software.family, software.major, software.minor, software.patch,
                                     software.patch_minor};
  std::string json;
  for (size_t i = 0; i < (with_patch_minor ? 5 : 4); ++i) {
    json += kKeys[i];
    if (parts[i].is_null) {
      json += "null";
    } else {
      AppendJsonString(json, View(parts[i]));
    }
  }
  return Add(json += '}');
}

void UserAgentAnswer::Build(std::string_view user_agent, const AppDeviceRules& devices) {
  std::string_view text = TruncateUtf8(user_agent, kMaxParsedBytes);
  if (!IsValidUtf8(text)) {  // repaired like the rest of the row (raw-input, difference 11)
    ReplaceInvalidUtf8(text, repaired_);
    text = repaired_;
  }
  text_.clear();
  matcher_.Prepare(text, prepared_);
  FindBrowser();
  FindOs();
  FindDevice();
  browser_version_ = AddVersion(browser_);
  os_version_ = AddVersion(os_);
  browser_json_ = AddJson(browser_, false);
  os_json_ = AddJson(os_, true);
  std::string json = "{\"family\":";
  AppendJsonString(json, View(device_));
  device_json_ = Add(json += '}');

  kind_ = DeviceKindOf(View(device_), View(os_.family), text, *devices.models, devices.bots->IsBot(text));
}

UserAgent UserAgentAnswer::Finish(std::string& buffer) const {
  buffer = text_;
  auto view = [&buffer](Part part) {
    return part.is_null ? std::string_view() : std::string_view(buffer).substr(part.start, part.size);
  };
  UserAgent answer;
  answer.browser = view(browser_.family);
  answer.browser_version = view(browser_version_);
  answer.os = view(os_.family);
  answer.os_version = view(os_version_);
  answer.device = view(device_);
  answer.category = kind_.category;
  answer.model_line = kind_.model_line;
  answer.user_agent_json = view(browser_json_);
  answer.os_json = view(os_json_);
  answer.device_json = view(device_json_);
  answer.is_bot = kind_.category == kCategoryBot;
  if (kind_.category == kCategoryMobile || kind_.category == kCategoryTablet) {
    if (brand_.size > 0) answer.brand = view(brand_);
    if (model_.size > 0) answer.model = view(model_);
  }
  return answer;
}

}  // namespace millrace
