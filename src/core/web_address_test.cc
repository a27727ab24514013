#include "core/web_address.h"

#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string Parts(std::string_view text) {
  const auto address = ParseWebAddress(text);
  return address ? address->Origin() + " " + address->path : "none";
}

TEST(WebAddressTest, HasOriginAndPath) {
  EXPECT_EQ(Parts("https://login.example.com/realm"), "https://login.example.com /realm");
  EXPECT_EQ(Parts("https://Login.Example.com"), "https://login.example.com ");
  EXPECT_EQ(Parts("http://127.0.0.1:8080/"), "http://127.0.0.1:8080 /");
  EXPECT_EQ(Parts("https://[2001:db8::1]:8443/a?b=c"), "https://[2001:db8::1]:8443 /a?b=c");
  EXPECT_EQ(Parts("https://example.com?a=b"), "https://example.com ?a=b");
}

TEST(WebAddressTest, NothingIsGuessed) {
  for (const char* text : {"",
                           "example.com",
                           "//example.com",
                           "ftp://example.com",
                           "HTTPS://example.com",
                           "https://",
                           "https:///path",
                           "https://user@example.com",
                           "https://user:word@example.com",
                           "https://example.com:",
                           "https://example.com:80x",
                           "https://example.com:123456",
                           "https://[::1",
                           "https://[example.com]",
                           "https://[::1]x",
                           "https://example.com/#a",
                           "https://example.com\\@evil.example",
                           "https://exa mple.com",
                           "https://example.com/\n",
                           "https://ex\xc3\xa4mple.com",
                           "javascript:alert(1)"}) {
    EXPECT_EQ(Parts(text), "none") << text;
  }
}

TEST(WebAddressTest, LoopbackIsThisMachineAlone) {
  for (const char* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.9.8.7", "::1", "[::1]", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(IsLoopbackHost(host)) << host;
  }
  for (const char* host : {"", "127...", "127.0.0.256", "[localhost]", "[127.0.0.1]", "127.0.0.1.example.com",
                           "localhost.example.com", "10.0.0.1", "::2", "0.0.0.0"}) {
    EXPECT_FALSE(IsLoopbackHost(host)) << host;
  }
}

TEST(WebAddressTest, AddressesHaveOneForm) {
  EXPECT_EQ(CanonicalIpAddress("::ffff:10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(CanonicalIpAddress("2001:DB8:0:0::1"), "2001:db8::1");
  EXPECT_EQ(CanonicalIpAddress("10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(CanonicalIpAddress("10.0.0.1:80"), std::nullopt);
  EXPECT_EQ(CanonicalIpAddress("example.com"), std::nullopt);
}

}  // namespace
}  // namespace millrace
