#include "enrich/user_agent.h"

#include <utility>

#include "enrich/lookup_cache.h"
#include "enrich/user_agent_answer.h"

namespace millrace {
namespace {

constexpr size_t kUserAgentCacheBytes = 8 << 20;  // of one worker: about 10,000 agents
constexpr size_t kMaxCachedBytes = 64 << 10;      // a longer agent would push out many

}  // namespace

struct UserAgentParser::State {
  // `answer` points into `buffer`, so an entry must not be moved once it is filled.
  struct Remembered {
    std::string buffer;
    UserAgent answer;
  };

  explicit State(const UserAgentLists& lists) : devices(lists.devices), builder(lists.matcher) {}

  const UserAgent& ParseLong(std::string_view user_agent, const AppDeviceRules& app_devices) {
    ForgetLong();
    builder.Build(user_agent, app_devices);
    long_text = user_agent;
    long_agent.answer = builder.Finish(long_agent.buffer);
    long_agent.answer.text = long_text;
    return long_agent.answer;
  }
  void ForgetLong() {
    long_text = {};
    long_agent = {};
  }

  const DeviceRules& devices;
  UserAgentAnswer builder;
  std::string key;
  std::string long_text;  // of the newest agent, if it is not cached
  Remembered long_agent;
  LookupCache<std::unique_ptr<Remembered>> cache{kUserAgentCacheBytes};
};

UserAgentRules::UserAgentRules() = default;
UserAgentRules::~UserAgentRules() = default;

std::unique_ptr<UserAgentRules> UserAgentRules::Load(const std::string& regexes_yaml_path,
                                                     const std::string& default_dir, const std::string& rules_dir) {
  std::unique_ptr<UserAgentRules> rules(new UserAgentRules);
  rules->lists_.reset(new UserAgentLists{UserAgentMatcher(ReadUserAgentFile(regexes_yaml_path)),
                                         DeviceRules::Load(default_dir, rules_dir)});
  return rules;
}

void UserAgentRules::CompileAll() const {
  lists_->matcher.CompileAll();
}
const std::string& UserAgentRules::path() const {
  return lists_->matcher.file().path;
}
const std::string& UserAgentRules::checksum() const {
  return lists_->matcher.file().checksum;
}
const DeviceRules& UserAgentRules::devices() const {
  return lists_->devices;
}

UserAgentParser::UserAgentParser(const UserAgentRules& rules) : state_(std::make_unique<State>(*rules.lists_)) {}
UserAgentParser::~UserAgentParser() = default;

const UserAgent& UserAgentParser::Parse(std::string_view user_agent, std::string_view app_id) {
  static const UserAgent kNothing;
  if (user_agent.empty()) return kNothing;
  const AppDeviceRules& devices = state_->devices.Of(app_id);
  if (user_agent.size() > kMaxCachedBytes) return state_->ParseLong(user_agent, devices);
  if (!state_->long_text.empty()) state_->ForgetLong();
  std::string_view key = user_agent;
  if (state_->devices.by_app()) {
    state_->key.assign(reinterpret_cast<const char*>(&devices.id), sizeof devices.id).append(user_agent);
    key = state_->key;
  }
  auto entry = state_->cache.Find(key);
  if (entry.value != nullptr) return (*entry.value)->answer;
  state_->builder.Build(user_agent, devices);
  auto remembered = std::make_unique<State::Remembered>();
  remembered->answer = state_->builder.Finish(remembered->buffer);
  size_t bytes = sizeof(State::Remembered) + remembered->buffer.size();
  entry = state_->cache.Insert(key, std::move(remembered), bytes);
  UserAgent& answer = (*entry.value)->answer;
  answer.text = entry.key.substr(key.size() - user_agent.size());
  return answer;
}

}  // namespace millrace
