#include "enrich/domains.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

TEST(OwnDomains, MatchesTheDomainAndWhatIsBelow) {
  const std::vector<std::string> domains = {"Shop.example", ".pay.example.", "*.cdn.example"};
  const Domains own = OwnDomains("app", domains);
  for (const char* host : {"shop.example", "www.shop.example", "pay.example", "a.b.pay.example", "x.cdn.example"}) {
    EXPECT_TRUE(own.Contains(host)) << host;
  }
  for (const char* host : {"", "example", "myshop.example", "shop.example.com", "xcdn.example"}) {
    EXPECT_FALSE(own.Contains(host)) << host;
  }
  EXPECT_FALSE(Domains().Contains("shop.example"));
}

TEST(OwnDomains, RefusesWhatIsNoDomain) {
  for (const char* bad : {"", ".", "*.", "https://a.com", "a.com/x", "a.com:80", "a b", "a.*.com"}) {
    const std::vector<std::string> domains = {bad};
    try {
      const Domains own = OwnDomains("shop", domains);
      FAIL() << bad << own.Contains("a.com");
    } catch (const UserError& error) {
      EXPECT_EQ(std::string(error.what()), "own_domains of app `shop`: not a domain: `" + std::string(bad) +
                                               "` (write example.com, without scheme, port or path)");
    }
  }
}

std::string FaultOfIgnoredReferrers(std::string_view text) {
  try {
    IgnoredReferrers::Parse(text, "i.csv");
  } catch (const UserError& error) {
    const std::string message = error.what();
    return message.substr(0, message.find('\n'));
  }
  return "none";
}

TEST(IgnoredReferrers, HoldTheirHostsAndWhatIsBelow) {
  const IgnoredReferrers ignored = IgnoredReferrers::Parse("host\naccounts.google.com\nPayPal.com.\n", "i.csv");
  for (const char* host : {"accounts.google.com", "x.accounts.google.com", "paypal.com", "www.paypal.com"}) {
    EXPECT_TRUE(ignored.hosts.Contains(host)) << host;
  }
  for (const char* host : {"google.com", "www.google.com", "myaccounts.google.com", "notpaypal.com", ""}) {
    EXPECT_FALSE(ignored.hosts.Contains(host)) << host;
  }
  EXPECT_FALSE(IgnoredReferrers::Parse("host\n", "i.csv").hosts.Contains("accounts.google.com"));
}

TEST(IgnoredReferrers, NamesFaults) {
  EXPECT_EQ(FaultOfIgnoredReferrers("host\na.com\nhttps://b.com\n"),
            "i.csv:3:1: error: not a host: `https://b.com` (write example.com, without scheme, port or path)");
  EXPECT_EQ(FaultOfIgnoredReferrers("host\n\"\"\n"),
            "i.csv:2:1: error: not a host: `` (write example.com, without scheme, port or path)");
  EXPECT_EQ(FaultOfIgnoredReferrers("host\na.com\nA.com.\n"), "i.csv:3:1: error: duplicate host `A.com.`");
  EXPECT_EQ(FaultOfIgnoredReferrers("domain\na.com\n").substr(0, 40), "i.csv:1:1: error: unknown column `domain");
  EXPECT_EQ(FaultOfIgnoredReferrers(""), "i.csv:1:1: error: header missing: host");
}

}  // namespace
}  // namespace millrace
