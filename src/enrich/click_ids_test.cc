#include "enrich/click_ids.h"

#include <string>

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

// `source, medium` and whether it is paid.
std::string Show(const ClickIds::Meaning& meaning) {
  return std::string(meaning.source) + ", " + std::string(meaning.medium) + (meaning.paid ? ", paid" : "");
}

// `param=value → …` of what is found in a query.
std::string Find(const ClickIds& ids, std::string_view query) {
  UrlParts parts;
  const std::string url = "https://e.com/?" + std::string(query);
  ParseUrl(url, parts);
  const auto hit = ids.Find(parts.query);
  if (!hit.has_value()) return "none";
  return std::string(hit->param) + "=" + std::string(hit->value) + " → " + Show(hit->meaning);
}

ClickIds ParseClickIds(std::string_view rows) {
  return ClickIds::Parse("param,source,medium\n" + std::string(rows), "i.csv");
}

std::string FaultOfClickIds(std::string_view rows) {
  try {
    ParseClickIds(rows);
  } catch (const UserError& error) {
    const std::string message = error.what();
    return message.substr(0, message.find('\n'));
  }
  return "none";
}

TEST(ClickIds, DefaultsAreGclidThenAnyOther) {
  for (const ClickIds& ids : {ClickIds(), ParseClickIds("gclid,Google,(CPC)\n*clid,,(CPC)\n")}) {
    EXPECT_EQ(Find(ids, "a=1&gclid=x"), "gclid=x → Google, (CPC), paid");
    EXPECT_EQ(Find(ids, "ttclid=1&fbclid=2"), "ttclid=1 → ttclid, (CPC), paid");
    EXPECT_EQ(Find(ids, "ttclid=1&gclid=2"), "gclid=2 → Google, (CPC), paid");
    EXPECT_EQ(Find(ids, "gclid=&dclid=2"), "dclid=2 → dclid, (CPC), paid");
    EXPECT_EQ(Find(ids, "clid=2"), "clid=2 → clid, (CPC), paid");
    for (const char* unseen :
         {"", "msclkid=1", "wbraid=1", "gbraid=1", "li_fat_id=1", "igshid=1", "GCLID=1", "gclid"}) {
      EXPECT_EQ(Find(ids, unseen), "none") << unseen;
    }
  }
}

// Difference T15.
TEST(ClickIds, UsersMayAddTheirOwn) {
  const ClickIds ids = ParseClickIds("msclkid,Bing,(CPC)\nfbclid,Facebook,(Referral)\ngclid,Google,\n");
  EXPECT_EQ(Find(ids, "gclid=1&msclkid=2"), "msclkid=2 → Bing, (CPC), paid") << "rows from the top";
  EXPECT_EQ(Find(ids, "fbclid=1"), "fbclid=1 → Facebook, (Referral)");
  EXPECT_EQ(Find(ids, "gclid=1"), "gclid=1 → Google, ");
  EXPECT_EQ(Find(ids, "ttclid=1"), "none") << "without *clid no others";
  const ClickIds wildcard_first = ParseClickIds("*clid,,(CPC)\nfbclid,Facebook,(Referral)\n");
  EXPECT_EQ(Find(wildcard_first, "fbclid=1"), "fbclid=1 → Facebook, (Referral)") << "no other name: it has its row";
  EXPECT_EQ(Find(wildcard_first, "fbclid=1&ttclid=2"), "ttclid=2 → ttclid, (CPC), paid");
  EXPECT_EQ(Find(ParseClickIds(""), "gclid=1"), "none");
}

// §3.10: paid in the sense of the channel rules.
TEST(ClickIds, KnowWhichMediaArePaid) {
  for (const char* paid : {"(CPC)", "cpc", "CPM", "xcpx", "ppc", "PPC", "(ppc)", "retargeting", "paid", "Paid_Social",
                           "(paid)", "cpc (brand)"}) {
    EXPECT_TRUE(ParseClickIds("a,A," + std::string(paid) + "\n").FindType("a")->paid) << paid;
  }
  for (const char* unpaid : {"", "(Referral)", "organic", "xppc", "ppcx", "unpaid", "retargeting2", "email"}) {
    EXPECT_FALSE(ParseClickIds("a,A," + std::string(unpaid) + "\n").FindType("a")->paid) << unpaid;
  }
}

TEST(ClickIds, FindTheRowOfAType) {
  const ClickIds ids = ParseClickIds("gclid,Google,(CPC)\nfbclid,Facebook,\n*clid,,cpm\nig,,\n");
  const auto find = [&](std::string_view type) {
    const auto meaning = ids.FindType(type);
    return meaning.has_value() ? Show(*meaning) + ", line " + std::to_string(meaning->line) : "none";
  };
  EXPECT_EQ(find("gclid"), "Google, (CPC), paid, line 2");
  EXPECT_EQ(find("fbclid"), "Facebook, , line 3");
  EXPECT_EQ(find("xclid"), "xclid, cpm, paid, line 4");
  EXPECT_EQ(find("ig"), "ig, , line 5");
  for (const char* unknown : {"", "GCLID", "gclid ", "xCLID", "nope"}) EXPECT_EQ(find(unknown), "none") << unknown;
  EXPECT_EQ(ClickIds().FindType("gclid")->line, 0u);
}

TEST(ClickIds, ReadTheTypeOfJson) {
  EXPECT_EQ(TypeOfClickId(R"({"type":"gclid","value":"x"})"), "gclid");
  EXPECT_EQ(TypeOfClickId(R"( { "value": {"type":"no"}, "type" : "g\u0063lid" } )"), "gclid");
  EXPECT_EQ(TypeOfClickId(R"({"type":""})"), "");
  EXPECT_EQ(TypeOfClickId(R"({"type":"a","type":"b"})"), "b");
  for (const char* broken :
       {"", "gclid", "{}", "[]", "\"gclid\"", R"({"Type":"gclid"})", R"({"type":null})", R"({"type":["gclid"]})",
        R"({"type":"gclid")", R"({"type":"gclid"},)", "{\"type\":\"\xFF\"}"}) {
    EXPECT_EQ(TypeOfClickId(broken), std::nullopt) << broken;
  }
}

TEST(ClickIds, NamesFaults) {
  EXPECT_EQ(FaultOfClickIds(",Google,\n"), "i.csv:2:1: error: `param` is empty");
  EXPECT_EQ(FaultOfClickIds("gclid,Google,\ngclid,Bing,\n"), "i.csv:3:1: error: duplicate param `gclid`");
  EXPECT_EQ(FaultOfClickIds("*clid,,\n*clid,,\n"), "i.csv:3:1: error: duplicate param `*clid`");
  EXPECT_EQ(FaultOfClickIds("*id,,\n"), "i.csv:2:1: error: the only pattern is *clid, not `*id`");
}

}  // namespace
}  // namespace millrace
