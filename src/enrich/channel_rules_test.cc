#include "enrich/channel_rules.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

using Fields = std::vector<std::pair<ChannelField, std::string_view>>;

constexpr std::string_view kHead = "version: 1\notherwise: None\ngroups:\n";

std::string GroupOf(const ChannelRules& rules, const Fields& fields) {
  static ChannelValues values;  // reused, as workers do
  values.Clear();
  for (const auto& [field, value] : fields) values.Set(field, value);
  return std::string(rules.GroupOf(values).name);
}

ChannelRules ParseGroups(std::string_view groups) {
  return ChannelRules::Parse(std::string(kHead) + std::string(groups), "r.yaml");
}

// Whether one condition, in flow style, holds.
bool Holds(const std::string& condition, const Fields& fields) {
  return GroupOf(ParseGroups("- {group: Yes, all: [" + condition + "]}\n"), fields) == "Yes";
}

std::string FaultOfRules(const std::string& text) {
  try {
    ChannelRules::Parse(text, "r.yaml");
  } catch (const UserError& error) {
    const std::string message = error.what();
    return message.substr(0, message.find('\n'));
  }
  return "none";
}
std::string FaultOfGroups(std::string_view groups) {
  return FaultOfRules(std::string(kHead) + std::string(groups));
}
std::string FaultOfCondition(const std::string& condition) {
  return FaultOfGroups("- group: G\n  all:\n  - " + condition + "\n");
}

// spec/enrichment.md §4, operator by operator, with its opposite.
TEST(ChannelRules, Operators) {
  const auto check = [](const std::string& name, const std::string& opposite, const std::string& operand,
                        std::string_view value, bool expected) {
    const Fields fields = {{ChannelField::kSource, value}};
    EXPECT_EQ(Holds("{source: {" + name + ": " + operand + "}}", fields), expected)
        << name << " " << operand << " " << value;
    EXPECT_EQ(Holds("{source: {" + opposite + ": " + operand + "}}", fields), !expected) << opposite;
  };
  constexpr std::string_view kNull;
  check("is", "is_not", "Google", "GOOGLE", true);
  check("is", "is_not", "Google", "google.com", false);
  check("is", "is_not", "''", kNull, true);
  check("is", "is_not", "Яндекс", "ЯНДЕКС", true);
  check("one_of", "none_of", "[a, B]", "b", true);
  check("one_of", "none_of", "[a, B]", "ab", false);
  check("one_of", "none_of", "['']", kNull, false);
  check("one_of", "none_of", "['']", "", true);
  check("contains", "contains_not", "AI", "email", true);
  check("contains", "contains_not", "x", "email", false);
  check("contains", "contains_not", "x", kNull, false);
  check("starts_with", "starts_with_not", "E", "email", true);
  check("starts_with", "starts_with_not", "mail", "email", false);
  check("ends_with", "ends_with_not", "MAIL", "email", true);
  check("ends_with", "ends_with_not", "ema", "email", false);
  check("matches", "matches_not", "'a.*Z'", "AbcZ", true);
  check("matches", "matches_not", "b", "abc", false);
  check("matches", "matches_not", "'x?'", kNull, true);
  check("matches", "matches_not", "'\\D+'", "abc", true);
  for (const std::string_view value : {kNull, std::string_view("")}) {
    EXPECT_TRUE(Holds("{source: {empty: true}}", {{ChannelField::kSource, value}}));
    EXPECT_FALSE(Holds("{source: {empty: false}}", {{ChannelField::kSource, value}}));
  }
  EXPECT_FALSE(Holds("{source: {empty: true}}", {{ChannelField::kSource, "x"}}));
  EXPECT_TRUE(Holds("{source: {empty: false}}", {{ChannelField::kSource, "x"}}));
}

TEST(ChannelRules, Fields) {
  const std::pair<const char*, ChannelField> fields[] = {{"category", ChannelField::kCategory},
                                                         {"source", ChannelField::kSource},
                                                         {"medium", ChannelField::kMedium},
                                                         {"campaign", ChannelField::kCampaign},
                                                         {"content", ChannelField::kContent},
                                                         {"term", ChannelField::kTerm},
                                                         {"campaign_id", ChannelField::kCampaignId},
                                                         {"clid_platform", ChannelField::kClidPlatform},
                                                         {"clid", ChannelField::kClid},
                                                         {"click", ChannelField::kClick},
                                                         {"referrer", ChannelField::kReferrer},
                                                         {"referrer_host", ChannelField::kReferrerHost}};
  EXPECT_EQ(std::size(fields), kChannelFieldCount);
  for (const auto& [name, field] : fields) {
    for (const auto& [other_name, other] : fields) {
      EXPECT_EQ(Holds(std::string("{") + name + ": {is: X}}", {{other, "x"}}), field == other) << name << other_name;
    }
  }
}

TEST(ChannelRules, MediumWithoutBracketsAndCategoryUnassigned) {
  EXPECT_TRUE(Holds("{medium: {is: organic}}", {{ChannelField::kMedium, "(Organic)"}}));
  EXPECT_TRUE(Holds("{medium: {is: cpc brand}}", {{ChannelField::kMedium, "cpc (brand)"}}));
  EXPECT_TRUE(Holds("{medium: {is: ')x('}}", {{ChannelField::kMedium, ")x("}}));
  EXPECT_TRUE(Holds("{source: {is: (organic)}}", {{ChannelField::kSource, "(Organic)"}})) << "the medium only";
  EXPECT_TRUE(Holds("{category: {empty: true}}", {{ChannelField::kCategory, "Unassigned"}}));
  EXPECT_TRUE(Holds("{source: {empty: false}}", {{ChannelField::kSource, "Unassigned"}}));
}

TEST(ChannelRules, ConditionsNestAndTheFirstGroupWins) {
  const ChannelRules rules = ParseGroups(
      "- group: Both\n"
      "  all:\n"
      "  - source: {is: a}\n"
      "  - any: [{medium: {is: b}}, {all: [{term: {is: t}}, {content: {is: c}}]}]\n"
      "- {group: Either, any: [{source: {is: a}}, {medium: {is: b}}]}\n"
      "- {group: Field, campaign: {is: z}}\n");
  const auto source = std::pair(ChannelField::kSource, std::string_view("a"));
  EXPECT_EQ(GroupOf(rules, {source, {ChannelField::kMedium, "b"}}), "Both");
  EXPECT_EQ(GroupOf(rules, {source, {ChannelField::kTerm, "t"}, {ChannelField::kContent, "c"}}), "Both");
  EXPECT_EQ(GroupOf(rules, {source, {ChannelField::kTerm, "t"}}), "Either");
  EXPECT_EQ(GroupOf(rules, {{ChannelField::kCampaign, "Z"}}), "Field");
  EXPECT_EQ(GroupOf(rules, {}), "None");
  EXPECT_EQ(GroupOf(ParseGroups("  []"), {}), "None");
  EXPECT_EQ(rules.otherwise(), "None");
  ChannelValues values;
  values.Set(ChannelField::kCampaign, "z");
  EXPECT_EQ(rules.GroupOf(values).line, 9u);
}

TEST(ChannelRules, NamesFaultsOfTheFile) {
  EXPECT_EQ(FaultOfRules(""), "r.yaml:1:1: error: a file of channel rules has the keys version, otherwise and groups");
  EXPECT_EQ(FaultOfRules("version: 1\ngroups: []\n"), "r.yaml:1:1: error: key `otherwise` is missing");
  EXPECT_EQ(FaultOfRules("version: 2\notherwise: x\ngroups: []\n"), "r.yaml:1:10: error: `version` must be 1");
  EXPECT_EQ(FaultOfRules("version: 1\notherwise: []\ngroups: []\n"), "r.yaml:2:12: error: `otherwise` must be a name");
  EXPECT_EQ(FaultOfRules("version: 1\notherwise: x\ngroups: 3\n"), "r.yaml:3:9: error: `groups` must be a list");
  EXPECT_EQ(FaultOfRules("version: 1\nxyz: x\ngroups: []\n"), "r.yaml:2:1: error: unknown key `xyz`");
  EXPECT_EQ(FaultOfRules("version: 1\notherwise: x\notherwise: y\ngroups: []\n"),
            "r.yaml:3:1: error: duplicate key `otherwise`");
  EXPECT_EQ(FaultOfRules("version: 1\ngroups: [\n").substr(0, 26), "r.yaml:2:1: error: not YAM");
  EXPECT_EQ(FaultOfRules("version: 1\n--- \nversion: 1\n"),
            "r.yaml:2:1: error: not YAML: the document ends before this");
  EXPECT_EQ(FaultOfRules(","), "r.yaml:1:1: error: not YAML: the document ends before this")
      << "and the parser does end";
  EXPECT_EQ(FaultOfRules("version: \xFF\n"), "r.yaml:1:1: error: text is not UTF-8");
}

TEST(ChannelRules, NamesFaultsOfGroups) {
  EXPECT_EQ(FaultOfGroups("- source: {is: a}\n"), "r.yaml:4:3: error: name missing: a group needs `group: NAME`");
  EXPECT_EQ(FaultOfGroups("- group: ''\n  source: {is: a}\n"), "r.yaml:4:10: error: `group` must be a name");
  EXPECT_EQ(FaultOfGroups("- group: G\n"), "r.yaml:4:3: error: group `G` has no condition");
  EXPECT_EQ(FaultOfGroups("- text\n"), "r.yaml:4:3: error: a group has a name (`group`) and a condition");
  EXPECT_EQ(FaultOfGroups("- {group: G, source: {is: a}}\n- {group: G, source: {is: b}}\n"),
            "r.yaml:5:3: error: duplicate group `G`: it is in line 4 too");
  EXPECT_EQ(FaultOfGroups("- group: G\n  source: {is: a}\n  medium: {is: a}\n"),
            "r.yaml:6:3: error: a group has one condition; join several with `all` or `any`");
  EXPECT_EQ(FaultOfGroups("- group: G\n  al: []\n"), "r.yaml:5:3: error: unknown field `al`; did you mean all?");
  EXPECT_EQ(FaultOfGroups("- group: G\n  any: []\n"), "r.yaml:5:3: error: `any` needs a list of conditions");
}

TEST(ChannelRules, NamesFaultsOfConditions) {
  EXPECT_EQ(FaultOfCondition("sourse: {is: a}"), "r.yaml:6:5: error: unknown field `sourse`; did you mean source?");
  EXPECT_EQ(FaultOfCondition("source: {contain: a}"),
            "r.yaml:6:14: error: unknown operator `contain`; did you mean contains?");
  EXPECT_EQ(FaultOfCondition("source: a"), "r.yaml:6:5: error: `source` needs one test, as in `{is: TEXT}`");
  EXPECT_EQ(FaultOfCondition("source: {is: a, is_not: b}"),
            "r.yaml:6:5: error: `source` needs one test, as in `{is: TEXT}`");
  EXPECT_EQ(FaultOfCondition("{source: {is: a}, medium: {is: b}}"),
            "r.yaml:6:5: error: a condition is `all`, `any` or one field");
  EXPECT_EQ(FaultOfCondition("source: {is: [a]}"), "r.yaml:6:18: error: `is` needs text");
  EXPECT_EQ(FaultOfCondition("source: {one_of: a}"), "r.yaml:6:22: error: `one_of` needs a list of texts");
  EXPECT_EQ(FaultOfCondition("source: {none_of: [[a]]}"), "r.yaml:6:24: error: `none_of` needs text");
  EXPECT_EQ(FaultOfCondition("source: {empty: yes}"), "r.yaml:6:21: error: `empty` needs true or false");
  EXPECT_EQ(FaultOfCondition("source: {matches: [a]}"), "r.yaml:6:23: error: `matches` needs a regular expression");
  EXPECT_EQ(FaultOfCondition("source: {matches: 'a('}"), "r.yaml:6:23: error: bad regular expression: missing ): a(");
}

// Aliases can make a small file endless, or very large.
TEST(ChannelRules, BoundsWhatAliasesMake) {
  EXPECT_EQ(FaultOfGroups("- group: G\n  any: &loop\n  - any: *loop\n"),
            "r.yaml:6:5: error: conditions are nested deeper than 64");
  std::string bomb = "- group: G\n  any:\n  - any: &a0 [{source: {is: a}}, {source: {is: b}}]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string part = "{any: *a" + std::to_string(i - 1) + " }";
    bomb.append("  - any: &a")
        .append(std::to_string(i))
        .append(" [")
        .append(part)
        .append(", ")
        .append(part)
        .append("]\n");
  }
  EXPECT_NE(FaultOfGroups(bomb).find("more than 10000 conditions"), std::string::npos);
}

}  // namespace
}  // namespace millrace
