#include "http/forwarded.h"

#include <vector>

#include <gtest/gtest.h>

namespace millrace::http {
namespace {

const std::vector<std::string> kProxies = {"127.0.0.1", "10.0.0.2"};

Request RequestFrom(std::string_view peer, std::vector<std::pair<std::string, std::string>> fields,
                    std::string_view public_url = "") {
  Request request;
  request.client = peer;
  for (const auto& [name, value] : fields) request.fields.Add(name, value);
  ApplyForwarded(kProxies, public_url, request);
  return request;
}

std::string ClientOf(std::string_view peer, const std::string& chain) {
  return RequestFrom(peer, {{"X-Forwarded-For", chain}}).client;
}

TEST(ForwardedTest, OnlyProxiesThatAreTrustedAreBelieved) {
  EXPECT_EQ(ClientOf("127.0.0.1", "192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(ClientOf("::ffff:127.0.0.1", "192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(ClientOf("192.0.2.9", "192.0.2.7"), "192.0.2.9");
  EXPECT_FALSE(RequestFrom("192.0.2.9", {{"X-Forwarded-Proto", "https"}}).is_secure);
  EXPECT_TRUE(RequestFrom("10.0.0.2", {{"x-forwarded-proto", "HTTPS"}}).is_secure);
}

TEST(ForwardedTest, TheClientIsTheLastOneThatIsNoProxy) {
  // What the client claims itself is in front of what the proxies add.
  EXPECT_EQ(ClientOf("127.0.0.1", "1.1.1.1, 192.0.2.7, 10.0.0.2"), "192.0.2.7");
  EXPECT_EQ(RequestFrom("127.0.0.1", {{"X-Forwarded-For", "1.1.1.1"}, {"X-Forwarded-For", "192.0.2.7"}}).client,
            "192.0.2.7");
  EXPECT_EQ(ClientOf("127.0.0.1", "2001:DB8::7"), "2001:db8::7");
  EXPECT_EQ(ClientOf("127.0.0.1", "10.0.0.2"), "10.0.0.2");
}

TEST(ForwardedTest, MalformedFieldsEndTheChain) {
  EXPECT_EQ(ClientOf("127.0.0.1", ""), "127.0.0.1");
  EXPECT_EQ(ClientOf("127.0.0.1", "unknown"), "127.0.0.1");
  EXPECT_EQ(ClientOf("127.0.0.1", "192.0.2.7, unknown, 10.0.0.2"), "10.0.0.2");
  EXPECT_EQ(ClientOf("127.0.0.1", "192.0.2.7:80"), "127.0.0.1");
  EXPECT_FALSE(RequestFrom("127.0.0.1", {{"X-Forwarded-Proto", "https, http"}}).is_secure);
}

TEST(ForwardedTest, BehindAnHttpsAddressEverythingIsSecure) {
  EXPECT_TRUE(RequestFrom("192.0.2.9", {}, "https://console.example.com").is_secure);
  EXPECT_FALSE(RequestFrom("192.0.2.9", {}, "http://console.example.com").is_secure);
}

}  // namespace
}  // namespace millrace::http
