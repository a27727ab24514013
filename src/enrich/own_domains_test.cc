#include "enrich/own_domains.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

TEST(OwnDomains, MatchesTheDomainAndWhatIsBelow) {
  const std::vector<std::string> domains = {"Shop.example", ".pay.example", "*.cdn.example"};
  const OwnDomains own("app", domains);
  for (const char* host : {"shop.example", "www.shop.example", "pay.example", "a.b.pay.example", "x.cdn.example"}) {
    EXPECT_TRUE(own.Contains(host)) << host;
  }
  for (const char* host : {"", "example", "myshop.example", "shop.example.com", "xcdn.example"}) {
    EXPECT_FALSE(own.Contains(host)) << host;
  }
  EXPECT_FALSE(OwnDomains().Contains("shop.example"));
}

TEST(OwnDomains, RefusesWhatIsNoDomain) {
  for (const char* bad : {"", ".", "*.", "https://a.com", "a.com/x", "a.com:80", "a b", "a.*.com"}) {
    const std::vector<std::string> domains = {bad};
    try {
      const OwnDomains own("shop", domains);
      FAIL() << bad << own.Contains("a.com");
    } catch (const UserError& error) {
      EXPECT_EQ(std::string(error.what()), "own_domains of app `shop`: not a domain: `" + std::string(bad) +
                                               "` (write example.com, without scheme, port or path)");
    }
  }
}

}  // namespace
}  // namespace millrace
