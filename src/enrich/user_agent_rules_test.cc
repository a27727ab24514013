// The meaning of rules, on small files: enrichment.md §2.2, the users' bots and models, app by app (U1, U2, §4), and
// faults in the rules (U3).
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "enrich/user_agent.h"

namespace millrace {
namespace {

class UserAgentRulesTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, std::string_view text) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  // A rule file of which only some lists hold rules.
  std::string Rules(const std::string& browsers, const std::string& os = "", const std::string& devices = "") {
    auto list = [](const std::string& name, const std::string& rules) {
      return name + ":" + (rules.empty() ? " []" : "") + "\n" + rules;
    };
    return Write("rules.yaml",
                 list("user_agent_parsers", browsers) + list("os_parsers", os) + list("device_parsers", devices));
  }
  UserAgent Parse(const std::string& rules, std::string_view agent, const std::string& rules_dir = "",
                  std::string_view app = "") {
    parser_.reset();
    rules_ = UserAgentRules::Load(rules, "", rules_dir);
    parser_ = std::make_unique<UserAgentParser>(*rules_);
    return parser_->Parse(agent, app);
  }
  std::string Fault(const std::string& rules, const std::string& rules_dir = "") {
    try {
      UserAgentRules::Load(rules, "", rules_dir);
    } catch (const UserError& error) {
      std::string message = error.what();
      size_t folder = message.find(folder_.string() + "/");
      if (folder != std::string::npos) message.erase(folder, folder_.string().size() + 1);
      return message.substr(0, message.find('\n'));
    }
    return "no fault";
  }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  std::unique_ptr<UserAgentRules> rules_;
  std::unique_ptr<UserAgentParser> parser_;
};

TEST_F(UserAgentRulesTest, Browsers) {
  std::string rules = Rules(R"(
  - regex: '(Skipped)?Odd'
  - regex: '(Odd)/(\d+)'
  - regex: 'First (x)(\d*)\.(\d*)\.(\d*)'
    family_replacement: 'Fam $1 $1 $2'
  - regex: 'Second (\w+) (\d+) (\d+) (\d+)'
    v1_replacement: 'v$2'
  - regex: 'Third (\w+) (\d+) (\d+) (\d+)'
    v2_replacement: '7'
  - regex: 'Fourth'
    family_replacement: 'No $1 group'
  - regex: 'CASE (\w+)'
)");
  UserAgent ua = Parse(rules, "Odd/5");
  EXPECT_EQ(ua.browser, "Odd") << "a rule that yields no family is passed over";
  EXPECT_EQ(ua.browser_version, "5");
  ua = Parse(rules, "First x1.2.3");
  EXPECT_EQ(ua.browser, "Fam x $1 $2") << "only the first $1 is replaced";
  EXPECT_EQ(ua.browser_version, "1.2.3");
  ua = Parse(rules, "First x1..3");
  EXPECT_EQ(ua.browser_version, "1") << "empty is null, and the version ends there";
  EXPECT_EQ(ua.user_agent_json, R"({"family":"Fam x $1 $2","major":"1","minor":null,"patch":"3"})");
  ua = Parse(rules, "First x.2.3");
  EXPECT_EQ(ua.browser_version.data(), nullptr);
  ua = Parse(rules, "Second a 1 2 3");
  EXPECT_EQ(ua.browser_version, "v$2.2.3") << "a replacement of a version is literal";
  ua = Parse(rules, "Third a 1 2 3");
  EXPECT_EQ(ua.browser_version, "1.7") << "no patch beside v2_replacement";
  ua = Parse(rules, "a Fourth b");
  EXPECT_EQ(ua.browser, "No  group") << "searched anywhere; an absent group is empty";
  EXPECT_EQ(Parse(rules, "case a").browser, "Other") << "letter case matters";
}

TEST_F(UserAgentRulesTest, OperatingSystems) {
  std::string rules = Rules("", R"(
  - regex: 'A(\w+) (\d+)\.(\d+)\.(\d+)\.(\d+)'
    os_replacement: '$1-$1'
  - regex: 'B (\d+) (\d+) (\d+) (\d+) (\d+)'
    os_replacement: 'B'
    os_v1_replacement: '$5'
    os_v2_replacement: 'x'
    os_v3_replacement: '$9'
  - regex: 'C'
)");
  UserAgent ua = Parse(rules, "Ax 1.2.3.4");
  EXPECT_EQ(ua.os, "x-x") << "every $1 is replaced";
  EXPECT_EQ(ua.os_version, "1.2.3");
  EXPECT_EQ(ua.os_json, R"({"family":"x-x","major":"1","minor":"2","patch":"3","patchMinor":"4"})");
  ua = Parse(rules, "B 1 2 3 4 5");
  EXPECT_EQ(ua.os_version, "5.x") << "$5 names a group, $9 one that is not there";
  EXPECT_EQ(ua.os_json, R"({"family":"B","major":"5","minor":"x","patch":null,"patchMinor":"5"})");
  EXPECT_EQ(Parse(rules, "C").os, "Other") << "no group and no replacement: no family";
}

TEST_F(UserAgentRulesTest, Devices) {
  std::string rules = Rules("", "", R"(
  - regex: 'D (\w+)(?: (\w+)|) Build'
    device_replacement: ' Phone $2 $1 $9 '
    brand_replacement: 'Brand $1'
    model_replacement: '$2'
  - regex: 'any CASE (\w+)'
    regex_flag: 'i'
  - regex: 'E (\w+)'
)");
  UserAgent ua = Parse(rules, "D a b Build");
  EXPECT_EQ(ua.device, "Phone b a") << "trimmed";
  EXPECT_EQ(ua.brand, "Brand a");
  EXPECT_EQ(ua.model, "b");
  ua = Parse(rules, "D a Build");
  EXPECT_EQ(ua.device, "Phone  a");
  EXPECT_EQ(ua.model.data(), nullptr) << "an empty model is none";
  EXPECT_EQ(Parse(rules, "Any case X").device, "X");
  EXPECT_EQ(Parse(rules, "e x").device, "Other");
}

TEST_F(UserAgentRulesTest, ClassesAreThoseOfAscii) {
  std::string rules = Rules("\n  - regex: '\\b(Edge\\w+) (\\d+)'\n  - regex: '(x)\\s(.)y'\n");
  EXPECT_EQ(Parse(rules, "éEdgey 7").browser, "Edgey") << "é is no word character";
  EXPECT_EQ(Parse(rules, "eEdgey 7").browser, "Other");
  EXPECT_EQ(Parse(rules, "Edgeyé 7").browser, "Other");
  EXPECT_EQ(Parse(rules, "Edgey ٧").browser, "Other");
  EXPECT_EQ(Parse(rules, "x éy").browser_version, "é") << "a dot is a code point";
  EXPECT_EQ(Parse(rules, "x\u00A0éy").browser, "Other") << "a no-break space is no blank";
}

TEST_F(UserAgentRulesTest, TheFirstRuleOfTheListWins) {
  std::string rules = Rules("\n  - regex: '(b+)'\n  - regex: '(a+)'\n");
  EXPECT_EQ(Parse(rules, "aabb").browser, "bb");
}

TEST_F(UserAgentRulesTest, BotsOfTheUser) {  // U2
  std::string rules = Rules("", "", "\n  - regex: '(Cubot) X'\n  - regex: '(phone)'\n");
  Write("rules/default/bots.csv",
        "contains,is_bot\r\n\"a, \"\"b\"\"\",true\nCubot,false\n\nHeadless,true\nCubot X99,true\n");
  const std::string bots = folder_ / "rules";
  EXPECT_EQ(Parse(rules, "Cubot X30").category, "Bot");
  EXPECT_EQ(Parse(rules, "Cubot X30", bots).category, "Other");
  EXPECT_EQ(Parse(rules, "Cubot X99", bots).category, "Other") << "the first row decides";
  EXPECT_EQ(Parse(rules, "HeadlessChrome", bots).category, "Bot");
  EXPECT_TRUE(Parse(rules, "phone Headless", bots).is_bot);
  EXPECT_EQ(Parse(rules, "headless phone", bots).category, "Mobile") << "letter case matters";
  EXPECT_EQ(Parse(rules, "xa, \"b\"x", bots).category, "Bot");
  std::filesystem::rename(folder_ / "rules/default/bots.csv", folder_ / "rules/bots.csv");
  EXPECT_EQ(Parse(rules, "HeadlessChrome", bots, "shop").category, "Bot") << "in the rules folder itself, for all apps";
}

// §4: an app's file replaces the default file of that name as a whole, file by file.
TEST_F(UserAgentRulesTest, AppsHaveTheirOwnFiles) {
  const std::string rules = Rules("", "\n  - regex: '(Android)'\n");
  Write("rules/default/device_models.csv", "kind,text,category\nprefix,TB-,Tablet\nword,Box,Other\n");
  Write("rules/shop/device_models.csv", "kind,text,category\nprefix,tb-1,PC\n");
  Write("rules/blog/bots.csv", "contains,is_bot\nTB-9,true\n");
  Write("rules/plain/channel_rules.yaml", "not looked at here");
  const std::string folder = folder_ / "rules";
  const auto category = [&](const char* app, const char* model) {
    const std::string agent = "Dalvik/2.1.0 (Linux; Android 14; " + std::string(model) + " Build/UP1A)";
    return std::string(Parse(rules, agent, folder, app).category);
  };
  for (const char* app : {"", "other", "plain"}) {
    EXPECT_EQ(category(app, "TB-123"), "Tablet") << app;
    EXPECT_EQ(category(app, "A Box 2"), "Other") << app;
    EXPECT_EQ(category(app, "TB-9"), "Tablet") << app;
  }
  EXPECT_EQ(category("shop", "TB-123"), "PC");
  EXPECT_EQ(category("shop", "A Box 2"), "Mobile") << "replaced as a whole";
  EXPECT_EQ(category("blog", "TB-9"), "Bot");
  EXPECT_EQ(category("blog", "TB-123"), "Tablet") << "the other file is the default's";
  // One parser serves all apps.
  const char* agent = "Dalvik/2.1.0 (Linux; Android 14; TB-9 Build/UP1A)";
  EXPECT_EQ(parser_->Parse(agent, "shop").category, "Mobile");
  EXPECT_EQ(parser_->Parse(agent, "blog").category, "Bot");
  EXPECT_EQ(parser_->Parse(agent, "").category, "Tablet");
  EXPECT_EQ(parser_->Parse(agent, "").model_line, 2u);
  EXPECT_EQ(parser_->Parse(agent, "shop").model_line, 0u);
  EXPECT_EQ(parser_->Parse(agent, "shop").text, agent);
}

TEST_F(UserAgentRulesTest, FaultsInTheRulesHaveTheirPlace) {  // U3
  EXPECT_EQ(Fault((folder_ / "absent.yaml").string()).substr(0, 35), "cannot read the user-agent rules: a");
  EXPECT_EQ(Fault(folder_.string()).substr(0, 34), "cannot read the user-agent rules: ");
  auto fault = [&](std::string_view text) { return Fault(Write("r.yaml", text)); };
  EXPECT_EQ(fault(""), "r.yaml:1:1: error: expected the lists user_agent_parsers, os_parsers and device_parsers");
  EXPECT_EQ(fault("a"), "r.yaml:1:1: error: expected the lists user_agent_parsers, os_parsers and device_parsers");
  EXPECT_EQ(fault("user_agent_parsers: []\n"), "r.yaml: error: the list `os_parsers` is missing");
  EXPECT_EQ(fault("os_parser: []\n"), "r.yaml:1:1: error: unknown list `os_parser`; did you mean os_parsers?");
  EXPECT_EQ(fault("os_parsers: []\nos_parsers: []\n"), "r.yaml:2:1: error: the list `os_parsers` is given twice");
  EXPECT_EQ(fault("os_parsers: x\n"), "r.yaml:1:13: error: expected a list of rules");
  EXPECT_EQ(fault("os_parsers: [x]\n"), "r.yaml:1:14: error: expected a rule: `- regex: '…'`");
  EXPECT_EQ(fault("os_parsers: [{regex: [a]}]\n"), "r.yaml:1:22: error: expected a string");
  EXPECT_EQ(fault("os_parsers: [}\n").substr(0, 28), "r.yaml:1:14: error: not YAML");
  EXPECT_EQ(fault("os_parsers:\n  - os_replacement: a\n"), "r.yaml:2:5: error: a rule without `regex`");
  EXPECT_EQ(fault("os_parsers:\n  - regex: ''\n"), "r.yaml:2:12: error: an empty expression");
  EXPECT_EQ(fault("os_parsers:\n  - regex: a\n    regex: b\n"), "r.yaml:3:5: error: `regex` is given twice");
  EXPECT_EQ(fault("os_parsers:\n  - regex: a\n    os_replacment: b\n"),
            "r.yaml:3:5: error: unknown key `os_replacment` of a rule; did you mean os_replacement?");
  EXPECT_EQ(fault("os_parsers:\n  - regex: a\n    regex_flag: x\n"),
            "r.yaml:3:17: error: unknown flag `x`, only `i` is known");
  EXPECT_EQ(fault("os_parsers: []\n---\na: b"),
            "r.yaml:2:1: error: expected the end of the file: one document holds all rules");
}

TEST_F(UserAgentRulesTest, ExpressionsThatRe2DoesNotTake) {  // U3
  EXPECT_EQ(Fault(Rules("\n  - regex: 'fine'\n  - regex: 'a(?!b)'\n")),
            "rules.yaml:4:12: error: not a valid RE2 expression: look-around is not supported");
  EXPECT_EQ(Fault(Rules("", "", "\n  - regex: '(a)\\1'\n")),
            "rules.yaml:5:12: error: not a valid RE2 expression: back-references are not supported");
  // What only the compiler can tell is told by CompileAll, and by the first agent that needs the rule.
  std::string rules = Rules("\n  - regex: 'only [[:nonsense:]] here'\n");
  auto loaded = UserAgentRules::Load(rules, "", "");
  EXPECT_THROW(loaded->CompileAll(), UserError);
  UserAgentParser parser(*loaded);
  EXPECT_EQ(parser.Parse("another agent", "").browser, "Other");
  EXPECT_THROW(parser.Parse("only  here", ""), UserError);
  EXPECT_THROW(parser.Parse("only  here", ""), UserError) << "not remembered as an answer";
}

TEST_F(UserAgentRulesTest, FaultsInTheFilesAboutDevicesHaveTheirPlace) {
  const std::string rules = Rules("");
  const auto fault = [&](const std::string& name, std::string_view text) {
    std::filesystem::remove_all(folder_ / "rules");
    Write("rules/" + name, text);
    return Fault(rules, folder_ / "rules");
  };
  const std::string bots = "default/bots.csv";
  EXPECT_EQ(fault(bots, "contains,is_bot\nx,yes\n"), "rules/default/bots.csv:2:3: error: is_bot must be true or false");
  EXPECT_EQ(fault(bots, "contains,is_bot\n,true\n"),
            "rules/default/bots.csv:2:1: error: contains is empty: it would match every user agent");
  EXPECT_EQ(fault(bots, "contains,is_bot\n"), "no fault");
  EXPECT_NE(fault(bots, "contains\nx\n"), "no fault");
  EXPECT_NE(fault("bots.csv", "contains\nx\n"), "no fault");
  EXPECT_EQ(fault("shop/device_models.csv", "kind,text,category\nsuffix,x,Tablet\n"),
            "rules/shop/device_models.csv:2:1: error: unknown kind `suffix` (prefix or word)");
  EXPECT_EQ(Fault(rules, folder_ / "absent").substr(0, 25), "rules directory not found");
}

}  // namespace
}  // namespace millrace
