// The fast path against a simple one: prefilter, lazily compiled and narrowed expressions must choose the same rule and
// the same groups as trying every expression in its order. And the same answers by several workers at once.
#include <algorithm>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <re2/re2.h>

#include "enrich/user_agent.h"
#include "enrich/user_agent_matcher.h"

namespace millrace {
namespace {

const std::string kRuleFile = MILLRACE_SOURCE_DIR "/build/deps/uap-core/regexes.yaml";

std::vector<std::string> Agents() {
  std::ifstream file(MILLRACE_SOURCE_DIR "/src/enrich/testdata/user_agents.txt");
  std::vector<std::string> agents;
  for (std::string line; std::getline(file, line);) agents.push_back(line);
  return agents;
}

// Agents that nobody sends: cut, spliced, with letters changed, and noise.
std::string Mutate(const std::vector<std::string>& agents, std::mt19937& random) {
  auto below = [&random](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random); };
  std::string agent = agents[below(agents.size())];
  for (size_t left = 1 + below(3); left > 0; --left) {
    const std::string& other = agents[below(agents.size())];
    size_t at = below(agent.size() + 1);
    switch (below(7)) {
      case 0:
        agent.resize(at);
        break;
      case 1:
        agent = agent.substr(0, at) + other.substr(below(other.size() + 1));
        break;
      case 2:
        agent.insert(at, other.substr(below(other.size() + 1), 12));
        break;
      case 3:
        if (at < agent.size()) agent[at] = static_cast<char>(below(256));
        break;
      case 4:
        std::transform(agent.begin(), agent.end(), agent.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
        break;
      case 5:
        agent.erase(at, 1 + below(4));
        break;
      default:
        for (size_t i = 0; i < 10; ++i) agent.insert(at, 1, static_cast<char>(32 + below(95)));
        break;
    }
  }
  return agent;
}

// All expressions, compiled for UTF-8 and tried one after the other.
class SequentialScan {
 public:
  explicit SequentialScan(const UserAgentFile& file) {
    for (size_t list = 0; list < kUserAgentLists; ++list) {
      for (const UserAgentRule& rule : file.lists[list]) {
        RE2::Options options;
        options.set_log_errors(false);
        options.set_case_sensitive(!rule.ignore_case);
        regexes_[list].push_back(std::make_unique<RE2>(rule.regex, options));
      }
    }
  }
  size_t FindRule(UserAgentList list, std::string_view text, std::vector<std::string>& groups) const {
    const auto& regexes = regexes_[static_cast<size_t>(list)];
    for (size_t i = 0; i < regexes.size(); ++i) {
      re2::StringPiece found[MatchGroups::kMost + 1];
      int asked = std::min(regexes[i]->NumberOfCapturingGroups(), MatchGroups::kMost) + 1;
      re2::StringPiece piece(text.data(), text.size());
      if (!regexes[i]->Match(piece, 0, text.size(), RE2::UNANCHORED, found, asked)) continue;
      groups.clear();
      for (const re2::StringPiece& group : found) groups.push_back(Show({group.data(), group.size()}));
      return i;
    }
    return UserAgentMatcher::kNoRule;
  }
  static std::string Show(std::string_view group) {
    return group.data() == nullptr ? "null" : "=" + std::string(group);
  }

 private:
  std::vector<std::unique_ptr<RE2>> regexes_[kUserAgentLists];
};

TEST(UserAgentDifferential, ThePrefilterNeverChangesARuleOrItsGroups) {
  std::vector<std::string> agents = Agents();
  ASSERT_GE(agents.size(), 400u);
  std::mt19937 random(7);
  std::vector<std::string> texts = agents;
  for (int i = 0; i < 1500; ++i) texts.push_back(Mutate(agents, random));
  // Several in one, as long as those that are parsed can be.
  for (size_t i = 0; i < agents.size(); i += 5) {
    std::string& text = texts.emplace_back();
    for (size_t j = i; text.size() < 2000 && j < agents.size(); ++j) text += agents[j] + " ";
  }

  UserAgentMatcher matcher(ReadUserAgentFile(kRuleFile));
  SequentialScan plain(matcher.file());
  PreparedText prepared;
  MatchGroups groups;
  std::vector<std::string> expected_groups;
  size_t found = 0;
  for (const std::string& text : texts) {
    matcher.Prepare(text, prepared);
    for (UserAgentList list : {UserAgentList::kBrowser, UserAgentList::kOs, UserAgentList::kDevice}) {
      size_t expected = plain.FindRule(list, text, expected_groups);
      ASSERT_EQ(matcher.FindRule(list, 0, prepared, groups), expected) << text;
      if (expected == UserAgentMatcher::kNoRule) continue;
      ++found;
      for (int i = 0; i <= MatchGroups::kMost; ++i) {
        ASSERT_EQ(SequentialScan::Show(groups[i]), expected_groups[static_cast<size_t>(i)]) << text << " group " << i;
      }
    }
  }
  EXPECT_GT(found, 2500u);
}

TEST(UserAgentDifferential, WorkersShareTheRules) {
  std::vector<std::string> agents = Agents();
  auto rules = UserAgentRules::Load(kRuleFile, "", "");
  auto answer = [](const UserAgent& ua) {
    std::string text;
    for (std::string_view field :
         {ua.browser, ua.browser_version, ua.os_json, ua.device_json, ua.category, ua.brand, ua.model}) {
      text += std::string(field) + "\n";
    }
    return text;
  };
  // All start at once on rules of which none is compiled yet, each at another agent.
  constexpr size_t kWorkers = 4;
  std::vector<std::string> answers[kWorkers];
  std::vector<std::thread> workers;
  for (size_t worker = 0; worker < kWorkers; ++worker) {
    workers.emplace_back([&, worker] {
      UserAgentParser parser(*rules);
      answers[worker].resize(agents.size());
      for (size_t i = 0; i < agents.size(); ++i) {
        size_t at = (i + worker * 3) % agents.size();
        answers[worker][at] = answer(parser.Parse(agents[at], ""));
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  for (size_t worker = 1; worker < kWorkers; ++worker) EXPECT_EQ(answers[worker], answers[0]);
}

}  // namespace
}  // namespace millrace
