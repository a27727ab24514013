#include "http/browser_guard.h"

#include <gtest/gtest.h>

namespace millrace::http {
namespace {

TEST(BrowserGuardTest, TellsNamesOfThisServer) {
  const std::vector<std::string> names = {"console.example"};
  EXPECT_FALSE(HostFault("localhost:8080", names));
  EXPECT_FALSE(HostFault("Console.Example:443", names));
  for (const char* const host : {"", "localhost:8080.evil.example", "console.example.evil.example", "[::1", ":80"}) {
    EXPECT_TRUE(HostFault(host, names)) << host;
  }
}

TEST(BrowserGuardTest, APageBehindAProxyThatEndsTlsMayChangeThings) {
  Request request;
  request.method = "POST";
  request.fields.Add("Host", "console.example");
  request.fields.Add("Origin", "https://console.example");
  EXPECT_TRUE(CrossSiteFault(request, ""));  // http is another site than https, unless the browser says otherwise
  request.fields.Add("Sec-Fetch-Site", "same-origin");
  EXPECT_FALSE(CrossSiteFault(request, ""));
  request.fields.Set("Origin", "https://evil.example");
  EXPECT_TRUE(CrossSiteFault(request, ""));
}

TEST(BrowserGuardTest, AProxyMayGiveThisServerAnotherHost) {
  Request request;
  request.method = "POST";
  request.fields.Add("Host", "127.0.0.1:8080");
  request.fields.Add("Origin", "https://console.example");
  EXPECT_TRUE(CrossSiteFault(request, ""));
  EXPECT_FALSE(CrossSiteFault(request, "https://console.example"));
  request.fields.Add("Sec-Fetch-Site", "cross-site");
  EXPECT_TRUE(CrossSiteFault(request, "https://console.example"));
}

TEST(BrowserGuardTest, OtherSitesMayLinkHereAndNothingElse) {
  const auto is_refused = [](std::string_view site, std::string_view mode, std::string_view dest) {
    Request request;
    request.method = "GET";
    request.fields.Add("Host", "console.example");
    request.fields.Add("Sec-Fetch-Site", site);
    request.fields.Add("Sec-Fetch-Mode", mode);
    request.fields.Add("Sec-Fetch-Dest", dest);
    return CrossSiteFault(request, "").has_value();
  };
  EXPECT_FALSE(is_refused("same-origin", "cors", "empty"));
  EXPECT_FALSE(is_refused("none", "navigate", "document"));
  EXPECT_FALSE(is_refused("cross-site", "navigate", "document"));
  EXPECT_TRUE(is_refused("cross-site", "navigate", "iframe"));
  EXPECT_TRUE(is_refused("cross-site", "no-cors", "image"));
  EXPECT_TRUE(is_refused("same-site", "cors", "empty"));
  EXPECT_FALSE(is_refused("", "", ""));
}

}  // namespace
}  // namespace millrace::http
