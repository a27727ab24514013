#include "enrich/user_agent.h"

#include <utility>
#include <vector>

#include "enrich/lookup_cache.h"
#include "enrich/user_agent_answer.h"

namespace millrace {
namespace {

constexpr size_t kCacheBytes = 8 << 20;  // of one worker: about 10,000 agents

}  // namespace

struct UserAgentParser::State {
  // `answer` points into `buffer`, so an entry is never moved once it is filled.
  struct Remembered {
    std::string buffer;
    UserAgent answer;
  };

  explicit State(const UserAgentLists& lists) : builder(lists) {}

  UserAgentAnswer builder;
  LookupCache<std::unique_ptr<Remembered>> cache{kCacheBytes};
};

UserAgentRules::UserAgentRules() = default;
UserAgentRules::~UserAgentRules() = default;

std::unique_ptr<UserAgentRules> UserAgentRules::Load(const std::string& regexes_yaml_path,
                                                     const std::string& bots_csv_path) {
  std::vector<BotRow> bots;
  if (!bots_csv_path.empty()) bots = ReadBotsFile(bots_csv_path);
  std::unique_ptr<UserAgentRules> rules(new UserAgentRules);
  rules->lists_.reset(new UserAgentLists{UserAgentMatcher(ReadUserAgentFile(regexes_yaml_path)), std::move(bots)});
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

UserAgentParser::UserAgentParser(const UserAgentRules& rules) : state_(std::make_unique<State>(*rules.lists_)) {}
UserAgentParser::~UserAgentParser() = default;

const UserAgent& UserAgentParser::Parse(std::string_view user_agent) {
  static const UserAgent kNothing;
  if (user_agent.empty()) return kNothing;
  auto entry = state_->cache.Find(user_agent);
  if (entry.value != nullptr) return (*entry.value)->answer;
  state_->builder.Build(user_agent);
  auto remembered = std::make_unique<State::Remembered>();
  remembered->answer = state_->builder.Finish(remembered->buffer);
  size_t bytes = sizeof(State::Remembered) + remembered->buffer.size();
  entry = state_->cache.Insert(user_agent, std::move(remembered), bytes);
  UserAgent& answer = (*entry.value)->answer;
  answer.text = entry.key;
  return answer;
}

}  // namespace millrace
